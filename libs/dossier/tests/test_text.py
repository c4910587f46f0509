"""What a line may hold, and the name of what it may not."""

from __future__ import annotations

import pytest

from passeport_dossier.domain.text import is_one_line, name_refused, shows_nothing


# One rule for all that a holder or a partner types.
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a\u202eb", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("a\u202d\u202c", "U+202D (LEFT-TO-RIGHT OVERRIDE)"),
        ("a\u2067b\u2069", "U+2067 (RIGHT-TO-LEFT ISOLATE)"),
        ("a\u200bb", "U+200B (ZERO WIDTH SPACE)"),
        ("a\ufeffb", "U+FEFF (ZERO WIDTH NO-BREAK SPACE)"),
        ("a\x00b", "U+0000 (control character)"),
        ("a\x9bb", "U+009B (control character)"),
        ("a\nb", "U+000A (line break)"),
        ("a\u2028b", "U+2028 (LINE SEPARATOR)"),
        ("a\ue000b", "U+E000 (private use)"),
        ("a\u0378b", "U+0378 (not assigned)"),
        ("می\u200cخواهم", ""),
        ("क्\u200dष", ""),
        ("👩\u200d🔧", ""),
        ("שלום!\u200f C++\u200e", ""),
        ("souf\u00adfle\u202f: «\u00a0oui\u00a0»", ""),
    ],
)
def test_a_character_that_no_line_may_hold_is_named(text: str, named: str) -> None:
    assert name_refused(text) == named
    assert is_one_line(text) is (named == "")


@pytest.mark.parametrize(("text", "nothing"), [("", True), (" \u200d\u200e", True), ("\u200ea", False)])
def test_marks_alone_show_nothing(text: str, nothing: bool) -> None:
    assert shows_nothing(text) is nothing


def test_text_of_several_lines_may_break_them() -> None:
    assert name_refused("un\ndeux\n\ttrois", allowed="\n\t") == ""
    assert name_refused("un\rdeux", allowed="\n\t") == "U+000D (line break)"
