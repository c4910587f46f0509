"""What cleaning keeps and what it takes away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_publishing.domain.text import clean_line, clean_text, name_refused, shows_nothing


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ingénieure\u00a0 logiciel \n", "Ingénieure logiciel"),
        ("e\u0301te\u0301", "été"),
        ("a\u202egnicilop", "agnicilop"),
        ("ligne\u0000\u0007", "ligne"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("شركة C++\u200f", "شركة C++\u200f"),
        ("\ue000\U000f0000x", "x"),
        ("souf\u00adfle", "souffle"),
        ("una\r\nduo\u2028tria", "una duo tria"),
    ],
)
def test_a_line_keeps_what_shows(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_text_keeps_its_paragraphs() -> None:
    assert clean_text("un\n\n\n\n deux \r\ntrois\t!") == "un\n\ndeux\ntrois !"


def test_marks_stacked_over_the_neighbouring_lines_are_cut() -> None:
    assert len(clean_line("Z" + "\u0335\u0322" * 40)) == 1 + 4


# The same cases in records and prevention: one rule for all that a holder or a partner types.
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


def test_text_of_several_lines_may_break_them() -> None:
    assert name_refused("un\r\ndeux\n\ttrois", lines=True) == ""
    assert name_refused("un\rdeux", lines=True) == "U+000D (line break)"


@pytest.mark.parametrize(("text", "nothing"), [("", True), (" \u200d\u200e", True), ("\u200ea", False)])
def test_marks_alone_show_nothing(text: str, nothing: bool) -> None:
    assert shows_nothing(text) is nothing


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)
