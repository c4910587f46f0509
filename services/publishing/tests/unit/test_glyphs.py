"""What no font has is told to the holder who typed it, and stops nobody who did not."""

from __future__ import annotations

import pytest

from passeport_publishing.documents.glyphs import missing_glyphs
from passeport_publishing.domain.snapshot import Detail, Holder, Item, Nature, Organisation, Snapshot
from samples import make_item, make_snapshot


def told(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(violation.field, violation.description) for violation in missing_glyphs(snapshot)]


def test_a_field_is_named_with_its_characters_and_the_fix() -> None:
    expected = "holds what the fonts of the CV cannot print, 漢 (U+6F22), 字 (U+5B57): write it in another script"
    assert told(make_snapshot(title="Chef 漢字漢")) == [("title", expected)]
    assert [field for field, _ in told(make_snapshot(summary="한국어"))] == ["summary"]


def test_the_characters_of_a_long_text_are_counted() -> None:
    [(_, description)] = told(make_snapshot(summary="東京都千代田区永田町"))
    assert description.count("U+") == 5
    assert "and 4 more" in description


@pytest.mark.parametrize(
    "entry",
    [
        make_item("職業", nature=Nature.DECLARED),
        make_item("Job", nature=Nature.DECLARED, description="職"),
        make_item("Job", nature=Nature.DECLARED, organisation=Organisation("トヨタ")),
        make_item("Job", nature=Nature.DECLARED, organisation=Organisation("T", locality="東京")),
        make_item("Job", nature=Nature.DECLARED, details=(Detail("option", "文"),)),
    ],
)
def test_an_entry_that_the_holder_typed_is_named_by_its_place(entry: Item) -> None:
    [(field, description)] = told(make_snapshot(make_item("Un poste"), entry))
    assert field == "entry_ids[1]"
    assert "leave the entry out" in description


def test_what_the_holder_cannot_mend_is_not_refused() -> None:
    snapshot = make_snapshot(make_item("職業", nature=Nature.GUARANTEED), holder=Holder("小龍", "李"))
    assert told(snapshot) == []


@pytest.mark.parametrize(
    "text",
    [
        "Œuvre d’été\u202f!",
        "مريم\u200f",
        "שלום",
        "नेहा",
        "ภาษาไทย",
        "Ελλάδα",
        "Việt Nam",
        "Київ",
        "👩🏽\u200d🔧 ❤️",
        "→ ✓ €",
    ],
)
def test_scripts_that_the_fonts_have_are_fine(text: str) -> None:
    assert told(make_snapshot(title=text, summary=f"{text}\n{text}")) == []
