"""What cleaning keeps and what it takes away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passeport_publishing.domain.text import clean_line, clean_text


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


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)
