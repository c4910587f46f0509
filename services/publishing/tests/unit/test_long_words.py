"""A word wider than its column breaks: nothing leaves the page, or covers the badge and the code to scan."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from passeport_publishing.domain.snapshot import Detail, Holder, Language, Nature, Organisation, Snapshot
from passeport_publishing.domain.text import clean_line
from passeport_testing.further import further_case
from samples import make_item, make_snapshot
from workshop import Workshop

POINTS = 72 / 25.4
LEFT, RIGHT = 18 * POINTS, 192 * POINTS
HEAD_END = (192 - 62) * POINTS
# Signs at the end of a line hang into the margin by part of their width.
HANGING = 3.0
WORDS = {
    "wide letters": "W",
    "an address": "https://exemple.fr/recherche?mot=soudure&page=2/",
    "quotation marks": "«a»\"b'c",
    "opening and closing": ")ab(",
    "no place to break": "1.234,",
    "arabic": "مريم",
    "devanagari": "कुमारी",
    "emoji": "👩🏽\u200d🔧",
    "ideographs": "漢字",
}
Box = tuple[float, float, float, float, str]


def everything_as_long_as_it_may_be(sign: str, language: Language = Language.FRENCH) -> Snapshot:
    """One word of `sign` in every field of text, at the largest size that the services take."""
    word = clean_line(sign * (2000 // len(sign) + 1))
    items = (
        make_item(
            word[:250],
            nature=nature,
            description=word[:2000],
            organisation=Organisation(word[:200], "73282932000074", word[:100]),
            details=(Detail("option", word[:255]), Detail("score", word[:255])),
        )
        for nature in Nature
    )
    holder = Holder(word[:100], word[:100], word[1:101])
    return make_snapshot(*items, holder=holder, title=word[:120], summary=word[:1000], language=language)


def boxes(pdf: bytes, folder: Path) -> list[list[Box]]:
    """Where the words of each page are, by poppler."""
    (folder / "cv.pdf").write_bytes(pdf)
    said = subprocess.run(["pdftotext", "-bbox", folder / "cv.pdf", "-"], capture_output=True, check=True)
    # It writes the title of a document, if it holds emoji, in halves of characters.
    pages = said.stdout.decode(errors="replace").split("<page ")[1:]
    number = r'="([-\d.]+)"'
    word = re.compile(rf"<word xMin{number} yMin{number} xMax{number} yMax{number}>(.*?)</word>")
    return [
        [(float(x), float(y), float(to_x), float(to_y), text) for x, y, to_x, to_y, text in word.findall(page)]
        for page in pages
    ]


def overlap(one: Box, other: Box) -> bool:
    """Whether two words share more than what the boxes of two lines do."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > 0.5 and height > 3


def stays_in_its_column_by_poppler(pdf: bytes, sign: str, folder: Path) -> bool:
    pages = boxes(pdf, folder)
    code = next(box for box in pages[0] if box[4] == "K7QF-2M9X-PD4T-W6HA")
    words = {"Garantie", "Guaranteed", "Déclarée", "Declared"}
    badges = [box for page in pages for box in page if box[4] in words and box[0] > RIGHT - 25 * POINTS]
    assert len(badges) == len(Nature)
    inside = all(box[0] >= LEFT - HANGING and box[2] <= RIGHT + HANGING for page in pages for box in page)
    head_is_free = all(
        box[2] <= HEAD_END + HANGING or box[0] >= HEAD_END for box in pages[0] if box[1] < code[3] and box[0] < HEAD_END
    )
    badges_are_free = not any(
        overlap(badge, other) for page in pages for badge in page if badge in badges for other in page if other != badge
    )
    return inside and head_is_free and badges_are_free


def has_short_lines_by_pypdf(pdf: bytes, sign: str, folder: Path) -> bool:
    if sign != "W":
        # It tells the signs of a line and not where they are: only of one whose breadth is known is there a number to
        # hold them to. Of any other it says that there is a document, without reading its text, which takes a second.
        return len(PdfReader(io.BytesIO(pdf)).pages) > 1
    lines = [line for page in PdfReader(io.BytesIO(pdf)).pages for line in page.extract_text().splitlines()]
    # 174 mm at 9.6 pt hold 64 W.
    return max(line.count("W") for line in lines) < 70


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("sign", WORDS.values(), ids=list(WORDS))
@pytest.mark.parametrize(
    "stays_in_its_column",
    [
        pytest.param(has_short_lines_by_pypdf, id="pypdf"),
        further_case(
            stays_in_its_column_by_poppler,
            at_hand=bool(shutil.which("pdftotext")),
            missing="poppler-utils is not installed",
        ),
    ],
)
def test_no_word_leaves_its_column(
    workshop: Workshop,
    tmp_path: Path,
    sign: str,
    language: Language,
    stays_in_its_column: Callable[[bytes, str, Path], bool],
) -> None:
    assert stays_in_its_column(workshop.render(everything_as_long_as_it_may_be(sign, language)), sign, tmp_path)


@pytest.mark.parametrize(
    "stays_in_its_column",
    [
        further_case(
            stays_in_its_column_by_poppler,
            at_hand=bool(shutil.which("pdftotext")),
            missing="poppler-utils is not installed",
        ),
    ],
)
def test_few_signs_of_great_breadth_do_not_either(
    workshop: Workshop, tmp_path: Path, stays_in_its_column: Callable[[bytes, str, Path], bool]
) -> None:
    title = "\ufdfd" * 8
    items = [make_item("Un poste", nature=nature) for nature in Nature]
    assert stays_in_its_column(workshop.render(make_snapshot(*items, title=title)), title, tmp_path)


@pytest.mark.parametrize("sign", ["W", WORDS["an address"], WORDS["opening and closing"]])
def test_the_text_of_the_file_is_what_was_typed(workshop: Workshop, sign: str) -> None:
    snapshot = everything_as_long_as_it_may_be(sign)
    reader = PdfReader(io.BytesIO(workshop.render(snapshot)))
    # A footer and the head of the next page may stand between two lines of one text.
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert "\u200b" not in text.replace("/\u200b", "/")
    for typed in (snapshot.title, snapshot.summary, snapshot.items[0].title, snapshot.items[0].details[0].value):
        assert typed in text


def test_the_sealed_file_of_long_words_is_accepted(workshop: Workshop) -> None:
    snapshot = everything_as_long_as_it_may_be("W")
    credential = workshop.credential(snapshot)
    findings = workshop.examiner.examine(workshop.seal(workshop.render(snapshot, credential)), seconds=5)
    assert findings.intact
    assert findings.covers_document
    assert findings.trusted
    assert findings.credential == credential


def test_a_word_that_fits_on_a_line_of_its_own_is_not_broken(workshop: Workshop) -> None:
    word = "anticonstitutionnellement"
    snapshot = make_snapshot(make_item("Un poste"), title=f"{word} " * 4, summary=f"{word} " * 35)
    lines = PdfReader(io.BytesIO(workshop.render(snapshot))).pages[0].extract_text().split()
    assert lines.count(word) == 39
