"""The templates of a CV: each is a sound PDF, breaks where a reader expects it, and holds whatever is printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from pages import BODY_ENDS, LEFT, RIGHT, Piece, pieces, plain, read
from passeport_publishing.documents.words import WORDS
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.request import PublicationRequest, read_request
from passeport_publishing.domain.snapshot import Detail, Holder, Item, Kind, Language, Nature, Organisation
from passeport_publishing.domain.text import clean_line
from passeport_publishing.errors import FieldInvalid
from samples import CODE, SAMPLE_ITEMS, make_item, make_snapshot
from workshop import Workshop

KINDS = tuple(Kind)
# Signs at the end of a line hang into the margin by part of their width.
HANGING = 5
AWKWARD = (
    *("Ðorđe Ňuñez-O’Brien d’Œuvre ẞ İı", "مريم بنت خالد", "יעל כהן", "👩🏽‍🔧 Élodie 🇫🇷", "नेहा कुमारी", "李小龍"),
    *("Anne-Sophie-Marguerite-Bérengère de La Rochefoucauld-Montmorency-Laval", "W" * 90, '{name} #read("cv.typ")'),
)


# Letters with dots, a ligature of two letters, vowel marks, digits of both sorts, Persian and Urdu letters; and Hebrew.
RIGHT_TO_LEFT = (
    *("مهندس برمجيات", "الشركة الوطنية للبناء", "لا إله محمد لأجل", "مُهَنْدِس", "مدير ۱۲۳ 2024 مشروع"),
    *("خبير، ومدرب", "پژوهشگر ارشد", "ٹیکسٹائل انجینئر", "שלום עולם טוב"),
)


def many(number: int) -> tuple[Item, ...]:
    """Entries of all kinds, each of which ends with a word of its own."""
    return tuple(
        make_item(
            f"Poste {place:03d}",
            kind=KINDS[place * len(KINDS) // number],
            nature=Nature.DECLARED if place % 2 else Nature.GUARANTEED,
            organisation=Organisation("Bâtisseurs SAS", "73282932000074", "Nantes"),
            description=f"Une description. Fin {place:03d}.",
        )
        for place in range(number)
    )


@pytest.fixture(scope="module", params=Template)
def template(request: pytest.FixtureRequest) -> Template:
    found: Template = request.param
    return found


def test_each_claims_pdf_a_3a_and_pdf_ua_1_and_is_tagged_titled_and_in_its_language(
    workshop: Workshop, template: Template
) -> None:
    for language in Language:
        reader = read(workshop.render(make_snapshot(language=language), template=template))
        root: Any = reader.root_object
        metadata = root["/Metadata"].get_data().decode()
        assert "<pdfaid:part>3</pdfaid:part>" in metadata
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == language.value
        assert reader.metadata is not None
        assert reader.metadata.title == WORDS[language].document_title.format(name="Camille Marie MARTIN-DUBOIS")
        assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
        assert list(reader.attachments) == ["credential.jwt"]


def test_each_says_all_of_the_cv_once_and_how_to_check_it(workshop: Workshop, template: Template) -> None:
    text = plain(read(workshop.render(make_snapshot(), template=template)).pages[0].extract_text())
    for item in SAMPLE_ITEMS:
        assert text.count(item.title) == (2 if item.title == "Conductrice de travaux" else 1)
    for said in (
        "Camille Marie",
        "LEFÈBVRE",
        "14 mai 1991",
        "Douze ans",
        "Garantie",
        "28 juin 2030",
        "passeport.example",
    ):
        assert said in text
    assert "K7QF-2M9X-PD4T-W6HA" in text


def flows(page: list[Piece]) -> bool:
    """Whether a page is one column that is read from top to bottom: no line begins anywhere but at the margin, and
    none is above one that was read before.
    """
    tops = [piece.y for piece in page]
    begins = [piece.x for piece, before in zip(page, [None, *page], strict=False) if not before or before.y != piece.y]
    return tops == sorted(tops, reverse=True) and all(abs(x - LEFT) < 1 for x in begins)


def test_what_applicant_tracking_systems_read_is_one_flow_in_the_order_of_the_page(workshop: Workshop) -> None:
    snapshot = make_snapshot(*many(40))
    pages = read(workshop.render(snapshot, template=Template.ATS)).pages
    assert all(flows(pieces(page)) for page in pages)
    assert not flows(pieces(read(workshop.render(snapshot)).pages[0]))
    text = plain(" ".join(page.extract_text() for page in pages))
    titles = [WORDS[Language.FRENCH].sections[kind] for kind in Kind]
    expected = ["Camille Marie MARTIN-DUBOIS", snapshot.title, "Nom de naissance : LEFÈBVRE", "Profil", "Douze ans"]
    for title, (_, items) in zip(titles, snapshot.sections(), strict=True):
        expected.append(title)
        for item in items:
            expected += [item.title, "Bâtisseurs SAS · Nantes", item.description]
    places = [text.index(part) for part in expected[:5]]
    for part in expected[5:]:
        places.append(text.index(part, places[-1]))
    assert text.index("Vérifier ce CV") > places[-1]
    assert places == sorted(places)


def test_what_an_entry_says_is_told_in_words_where_no_mark_stands_beside_it(workshop: Workshop) -> None:
    text = plain(read(workshop.render(make_snapshot(), template=Template.ATS)).pages[0].extract_text())
    assert text.count("Garantie. Source : Déclaration sociale nominative") == 2
    assert text.count("Déclarée par le titulaire le 12 octobre 2026") == 2


def test_no_entry_is_split_and_no_heading_ends_a_page(workshop: Workshop, template: Template) -> None:
    reader = read(workshop.render(make_snapshot(*many(300)), template=template))
    headings = {WORDS[Language.FRENCH].sections[kind].upper() for kind in Kind}
    seen = 0
    for page in reader.pages:
        body = pieces(page)
        text = plain(" ".join(piece.text for piece in body))
        begun = [place for place in range(300) if f"Poste {place:03d}" in text]
        assert begun == [place for place in range(300) if f"Fin {place:03d}." in text]
        seen += len(begun)
        lowest = min(body, key=lambda piece: piece.y)
        assert lowest.text.upper() not in headings
        assert all(LEFT - HANGING <= piece.x < RIGHT for piece in body)
    assert seen == 300
    last = plain(reader.pages[-1].extract_text())
    assert f"Page {len(reader.pages)} / {len(reader.pages)}" in last


@pytest.mark.parametrize(("entries", "least", "most"), [(4, 1, 1), (25, 2, 3), (75, 4, 6)])
def test_a_cv_of_usual_length_has_one_to_six_pages_all_full_but_the_last(
    workshop: Workshop, template: Template, entries: int, least: int, most: int
) -> None:
    pages = read(workshop.render(make_snapshot(*many(entries)), template=template)).pages
    assert least <= len(pages) <= most
    # An entry and the heading of its section take 25 mm: no more than that may be left.
    assert all(min(piece.y for piece in pieces(page)) < BODY_ENDS + 75 for page in list(pages)[:-1])


def test_each_holds_long_names_all_scripts_and_whatever_was_typed(workshop: Workshop, template: Template) -> None:
    lines = [clean_line(name) for name in AWKWARD]
    items = (
        make_item(
            line,
            nature=Nature.DECLARED,
            description=line,
            organisation=Organisation(line, "", line),
            details=(Detail("option", line),),
        )
        for line in lines
    )
    for line in lines:
        holder = Holder(line, line, f"{line}-{line}")
        reader = read(workshop.render(make_snapshot(holder=holder, title=line, summary=line), template=template))
        assert all(LEFT - HANGING <= piece.x < RIGHT for page in reader.pages for piece in pieces(page))
    reader = read(workshop.render(make_snapshot(*items), template=template))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    for line in lines:
        if line.isascii() or line.startswith("Ðorđe"):
            assert text.count("".join(line.split())) == 5
    # 174 mm at 9.6 pt hold 64 W.
    drawn = [piece.text for page in reader.pages for piece in pieces(page)]
    assert 4 <= max(piece.count("W") for piece in drawn) < 70
    assert CODE[:4] in text


def asked(**rest: object) -> PublicationRequest:
    fields: dict[str, Any] = {"title": "CV", "entry_ids": [str(UUID(int=7))], **rest}
    return read_request("r", SaidModel(**fields))


def test_who_names_no_template_asks_for_what_he_asked_for_before_there_were_any() -> None:
    # Written down from the version before: requests sent again across the change are the same requests.
    before = "bf9df34636d344246981f46a6419ac966703b748150b1d43a6142773c30ac07b"
    assert asked().fingerprint.hex() == asked(template="classic").fingerprint.hex() == before
    assert len({asked(template=template).fingerprint for template in Template}) == len(Template)


def test_a_template_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(FieldInvalid) as refusal:
        asked(template="cv.typ")
    assert [(fault.field, fault.reason) for fault in refusal.value.violations] == [("template", "TEMPLATE")]
    assert "classic or ats or europass" in refusal.value.violations[0].description


@pytest.mark.parametrize("template", Template)
def test_what_is_written_from_right_to_left_is_read_out_of_the_file_as_it_was_typed(
    workshop: Workshop, template: Template
) -> None:
    snapshot = make_snapshot(
        make_item("مهندس برمجيات", nature=Nature.DECLARED),
        title="مهندس برمجيات",
        summary="\n".join(RIGHT_TO_LEFT),
        holder=Holder("مريم", "بنت خالد"),
    )
    with PdfDocument(workshop.render(snapshot, template=template)) as document:
        text = document[0].get_textpage().get_text_range()
    assert [line for line in RIGHT_TO_LEFT if line not in text] == []
    # Beside a label in French the words of a line come in the order of that; below each other they do not.
    assert text.count("مهندس برمجيات") >= (2 if template is Template.EUROPASS else 3)


@pytest.mark.parametrize("template", [Template.CLASSIC, Template.EUROPASS])
def test_a_name_that_is_wider_than_its_place_is_broken_at_its_hyphens(workshop: Workshop, template: Template) -> None:
    holder = Holder("Maximilien Édouard", "VAN DER BRINKENHOVEN-MONTAIGUILLON-SAINTE-ROMARINE")
    with PdfDocument(workshop.render(make_snapshot(holder=holder), template=template)) as document:
        text = document[0].get_textpage().get_text_range()
    assert " VAN DER \r\nBRINKENHOVEN-MONTAIGUILLON" in text
