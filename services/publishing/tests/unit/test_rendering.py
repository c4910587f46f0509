"""The CV as a PDF: the standards it claims, what can be read from it, and that anything typed is only text."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.documents.model import document_model
from passeport_publishing.documents.qr import qr_svg
from passeport_publishing.domain.codes import verification_address
from passeport_publishing.domain.snapshot import Holder, Language, Nature
from passeport_publishing.domain.text import clean_line, clean_text
from samples import CODE, ISSUER, SAMPLE_ITEMS, URL, make_item, make_snapshot
from workshop import Workshop


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def test_it_is_a4_and_all_its_fonts_are_embedded_and_ours(workshop: Workshop) -> None:
    reader = read(workshop.render(make_snapshot()))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}
    assert names
    assert all(name.startswith(("SourceSans3", "Noto")) for name in names)


def test_the_figure_of_the_qr_code_has_an_alternative_text(workshop: Workshop) -> None:
    assert f"Code QR qui ouvre la page de vérification de ce CV, {URL}" in _alternative_texts(
        read(workshop.render(make_snapshot()))
    )


def test_the_qr_code_holds_the_address_of_the_code_and_nothing_else(workshop: Workshop) -> None:
    address = "https://passeport.example.fr/verify/K7QF2M9XPD4TW6HA"
    model = document_model(make_snapshot(), CODE, verification_address(ISSUER, CODE))
    assert model["verification_url"] == address
    assert model["shown_url"].replace("\u200b", "") == "passeport.example.fr/verify"
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, nl=False, dark="#1c2430"
    )
    assert qr_svg(model["verification_url"]) == drawn.getvalue().decode()


def _alternative_texts(reader: PdfReader) -> list[str]:
    found: list[str] = []
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            waiting.extend(node[key] for key in ("/K",) if key in node)
    return found


def test_each_item_says_in_words_whether_it_is_guaranteed(workshop: Workshop) -> None:
    text = text_of(workshop.render(make_snapshot()))
    legend, _, entries = text.partition("EXPÉRIENCES PROFESSIONNELLES")
    assert "Garantie" in legend
    assert "Déclarée" in legend
    assert entries.count("Garantie") == 2
    assert entries.count("Déclarée par le titulaire") == 2
    assert entries.index("Conductrice de travaux") < entries.index("Garantie") < entries.index("Coffreuse")


def test_text_is_read_in_the_order_in_which_it_is_seen(workshop: Workshop) -> None:
    text = text_of(workshop.render(make_snapshot()))
    expected = [
        "Camille Marie",
        "MARTIN-DUBOIS",
        "Nom de naissance : LEFÈBVRE",
        "14 mai 1991",
        "K7QF-2M9X-PD4T-W6HA",
        "Douze ans",
        "depuis mars 2021",
        "Bâtisseurs de l’Ouest SAS · Nantes · SIRET 732 829 320 00074",
        "CDI",
        "temps plein",
        "Source : Déclaration sociale nominative, donnée reçue le 12 octobre 2026",
        "2014 – 2016",
        "Missions de 3 à 8 mois.",
        "CERTIFICATIONS",
        "28 juin 2020",
        "RNCP41142",
        "bien",
        "Valable jusqu’au",
        "28 juin 2030",
        "LANGUES",
        "Portugais",
        "Document établi le 23 novembre 2026",
    ]
    flat = " ".join(text.split())
    places = [flat.index(part) for part in expected]
    assert places == sorted(places)


def test_what_was_not_chosen_is_nowhere_in_the_file(workshop: Workshop) -> None:
    hidden = make_item("Métier que je tais")
    snapshot = make_snapshot(*SAMPLE_ITEMS, hidden)
    shown = make_snapshot(*SAMPLE_ITEMS)
    assert "que je tais" in text_of(workshop.render(snapshot))
    pdf = workshop.render(shown, workshop.credential(shown))
    objects: list[Any] = [read(pdf).get_object(number) for number in range(1, len(read(pdf).xref[0]) + 1)]
    everything = text_of(pdf) + "".join(
        stream.get_object().get_data().decode("latin-1") for stream in objects if hasattr(stream, "get_data")
    )
    assert "que je tais" not in everything
    assert str(hidden.provenance.record_id) not in everything


def test_the_same_snapshot_gives_the_same_bytes(workshop: Workshop) -> None:
    assert workshop.render(make_snapshot()) == workshop.render(make_snapshot())


def test_the_english_document_is_english(workshop: Workshop) -> None:
    pdf = workshop.render(make_snapshot(language=Language.ENGLISH))
    text = text_of(pdf)
    root: Any = read(pdf).root_object
    assert root["/Lang"] == "en"
    assert "Guaranteed" in text
    assert "since Mar 2021" in text
    assert "Garantie" not in text


def test_a_description_longer_than_a_page_flows_on(workshop: Workshop) -> None:
    item = make_item("Longue histoire", nature=Nature.DECLARED, description="\n".join(["Une phrase entière."] * 200))
    assert len(read(workshop.render(make_snapshot(item))).pages) >= 2


AWKWARD = [
    '#read("cv.typ")',
    '#import "x.typ"; #panic() $x^2$ *gras* _it_ @ref <lab> \\ // /* ` ```',
    "Ðorđe Ňuñez-O’Brien d’Œuvre Æsir ß ẞ İı",
    "مريم بنت خالد",
    "יעל כהן",
    "李小龍 (Bruce)",
    "C++\u200f شركة \u061c\u200e!",
    "👩🏽‍🔧 Élodie 🇫🇷",
    "नेहा कुमारी",
    "Z" + "\u0335\u0322\u0301\u0300\u0489" * 30,
    "A" * 120,
    "Anne-Sophie-Marguerite-Bérengère de La Rochefoucauld-Montmorency-Laval du Plessis",
    "{name} {0} %s $HOME",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_name_is_printed_as_text(workshop: Workshop, name: str) -> None:
    line = clean_line(name)
    snapshot = make_snapshot(
        make_item(line, nature=Nature.DECLARED, description=line),
        holder=Holder(line[:60], line, line, PartialDate(1992, 1)),
        title=line[:120],
        summary=line,
    )
    text = text_of(workshop.render(snapshot))
    if line.isascii():
        assert "".join(line.split()) in "".join(text.split())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=60).map(clean_line), text=st.text(max_size=300).map(clean_text))
def test_any_text_renders(workshop: Workshop, name: str, text: str) -> None:
    item = make_item(name or "-", nature=Nature.DECLARED, description=text)
    pdf = workshop.render(make_snapshot(item, holder=Holder(name, "X"), title=name, summary=text))
    assert pdf.startswith(b"%PDF-1.7")


def test_dates_are_written_as_the_day_was_in_paris() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    model = document_model(make_snapshot(taken_at=late), CODE, URL)
    assert "1er janvier 2027" in model["words"]["colophon"]
