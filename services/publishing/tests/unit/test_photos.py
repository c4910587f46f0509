"""Photos: nothing is left of a file but its dots, and a CV shows them where its template has a place for them."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image, ImageStat

from fakes import Book, Clock, Memory, Passport, Press, publishing
from pages import read
from passeport_publishing.documents.photo import develop
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.photo import MOST_BYTES, Developed, Photo, Unfit, check_length, kept
from passeport_publishing.domain.request import read_request
from passeport_publishing.errors import FieldInvalid
from passeport_publishing.usecases.preview_publication import PreviewPublication
from passeport_publishing.usecases.take_snapshot import TakeSnapshot
from photos import PLACE, bomb, in_other_colours, portrait, with_notes
from samples import NOW, SAMPLE_ITEMS, make_snapshot
from workshop import Workshop


def drawn(image: bytes) -> Developed:
    made = develop(image, seconds=3)
    assert isinstance(made, Developed), made
    return made


def refusal(image: bytes) -> Unfit:
    made = develop(image, seconds=3)
    assert isinstance(made, Unfit)
    return made


def test_a_photo_is_turned_upright_and_nothing_of_its_notes_is_left() -> None:
    sent = with_notes()
    assert all(note in sent for note in (PLACE, b"EXEMPLE", b"prise chez moi"))
    made = drawn(sent)
    assert (made.width, made.height) == (350, 450)
    again = Image.open(io.BytesIO(made.jpeg))
    assert (again.format, again.mode, again.size) == ("JPEG", "RGB", (350, 450))
    assert len(again.getexif()) == 0
    assert not {"comment", "exif", "icc_profile", "xmp"} & again.info.keys()
    for note in (PLACE, b"EXEMPLE", b"prise chez moi", b"Exif"):
        assert note not in made.jpeg


def test_a_png_is_flat_and_a_large_one_is_made_smaller() -> None:
    made = drawn(portrait(1750, 2250, "PNG"))
    assert (made.width, made.height) == (622, 800)
    written = io.BytesIO()
    Image.new("RGBA", (200, 200), (255, 0, 0, 0)).save(written, "PNG")
    flat = Image.open(io.BytesIO(drawn(written.getvalue()).jpeg))
    assert flat.getpixel((100, 100)) == (255, 255, 255)
    for mode in ("L", "P", "CMYK", "1"):
        written = io.BytesIO()
        Image.new(mode, (200, 300)).save(written, "JPEG" if mode == "CMYK" else "PNG")
        assert Image.open(io.BytesIO(drawn(written.getvalue()).jpeg)).mode == "RGB"


@pytest.mark.parametrize(
    ("profile", "seen"), [(None, "blue"), (b"none", "red"), (b"x" * 2**20 + b"x", "red")], ids=["own", "none", "large"]
)
def test_colours_are_those_that_its_profile_means(profile: bytes | None, seen: str) -> None:
    made = Image.open(io.BytesIO(drawn(in_other_colours(profile)).jpeg))
    red, green, blue = made.getpixel((100, 100))  # type: ignore[misc]
    assert green < 30
    assert ((red > 200) > (blue > 200)) if seen == "red" else ((blue > 200) > (red > 200))
    assert "icc_profile" not in made.info


GREYS = Image.linear_gradient("L")


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "CMYK", "1", "I;16", "I;16 with a transparent grey"])
def test_a_photo_is_as_bright_as_it_was_in_every_mode(mode: str) -> None:
    sixteen, written = mode.startswith("I;16"), io.BytesIO()
    # Of sixteen bits from eight: 255 becomes 65535.
    sent = GREYS.convert("I").point(lambda grey: grey * 257).convert("I;16") if sixteen else GREYS.convert(mode)
    saving = {"transparency": 0} if mode.endswith("grey") else {}
    sent.save(written, "JPEG" if mode == "CMYK" else "PNG", **saving)
    with Image.open(io.BytesIO(written.getvalue())) as opened:
        assert opened.mode.startswith("I;16") is sixteen
    photo = Image.open(io.BytesIO(drawn(written.getvalue()).jpeg)).convert("L")
    for line in (8, 64, 128, 192, 247):
        # As the middle of a band: bits of one or nothing are sown over it.
        (band,) = ImageStat.Stat(photo.crop((0, line - 8, 256, line + 8))).mean
        assert abs(band - line) < 6, (line, band)


@pytest.mark.parametrize(
    ("image", "rule"),
    [
        (b"", "type"),
        (b"%PDF-1.7 a document", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (portrait(form="GIF"), "type"),
        (portrait(form="WEBP"), "type"),
        (portrait()[:-2000], "damaged"),
        (portrait(form="PNG")[:600], "damaged"),
        (portrait(149, 200), "small"),
        (bomb(), "large"),
        (bomb(7000, 7000), "large"),
        (bomb(6000, 6000), "damaged"),
    ],
    ids=["nothing", "pdf", "svg", "gif", "webp", "cut-jpeg", "cut-png", "narrow", "huge-bomb", "large-bomb", "bomb"],
)
def test_what_can_be_no_photo_is_refused_by_a_rule(image: bytes, rule: str) -> None:
    assert refusal(image).rule == rule


def test_each_refusal_names_the_field_and_what_to_do() -> None:
    told = {}
    for rule in ("type", "damaged", "large", "small"):
        with pytest.raises(FieldInvalid) as refused:
            kept(Unfit(rule, 30_000, 120), NOW)
        (fault,) = refused.value.violations
        told[fault.reason] = fault.description
        assert fault.field == "image"
    assert told["PHOTO_SMALL"] == "has 30000 by 120 dots, at least 150 a side are needed: take a larger one"
    with pytest.raises(FieldInvalid) as refused:
        check_length(bytes(MOST_BYTES + 1))
    assert refused.value.violations[0].reason == "PHOTO_SIZE"
    check_length(bytes(MOST_BYTES))


def images_of(pdf: bytes) -> list[bytes]:
    return [image.data for page in read(pdf).pages for image in page.images if image.name.endswith(".jpg")]


@pytest.mark.parametrize("template", [Template.CLASSIC, Template.EUROPASS])
def test_a_template_shows_it_with_words_for_who_does_not_see_it(workshop: Workshop, template: Template) -> None:
    pdf = workshop.render(make_snapshot(), template=template, photo=drawn(portrait()).jpeg)
    reader = read(pdf)
    assert len(images_of(pdf)) == 1
    assert "Photo de Camille Marie MARTIN-DUBOIS" in alternatives(reader.root_object["/StructTreeRoot"])
    metadata: Any = reader.root_object["/Metadata"]
    assert b"pdfuaid:part>1<" in metadata.get_object().get_data()
    assert pdf == workshop.render(make_snapshot(), template=template, photo=drawn(portrait()).jpeg)
    assert images_of(workshop.render(make_snapshot(), template=template)) == []


def test_a_long_name_beside_a_photo_holds(workshop: Workshop) -> None:
    holder = replace(make_snapshot().holder, given_names="W" * 60)
    for template in (Template.CLASSIC, Template.EUROPASS):
        pages = read(
            workshop.render(make_snapshot(holder=holder), template=template, photo=drawn(portrait()).jpeg)
        ).pages
        assert len(pages) == 1


def alternatives(element: Any) -> list[str]:
    """Every alternative text of a tree of tags."""
    node = element.get_object()
    if not hasattr(node, "get"):
        return [one for part in node for one in alternatives(part)] if isinstance(node, list) else []
    below = node.get("/K", [])
    found = [str(node["/Alt"])] if "/Alt" in node else []
    parts = below.get_object() if hasattr(below, "get_object") else below
    for part in parts if isinstance(parts, list) else [parts]:
        if hasattr(part, "get_object") and hasattr(part.get_object(), "get"):
            found += alternatives(part)
    return found


KEPT = Photo(b"jpeg", 350, 450, NOW)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"title": "CV"}, b"jpeg"),
        ({"title": "CV", "template": "europass"}, b"jpeg"),
        ({"title": "CV", "template": "ats"}, None),
        ({"title": "CV", "hidden_parts": ["photo"]}, None),
        ({"kind": "attestation"}, None),
    ],
)
async def test_who_hides_it_and_where_it_has_no_place_none_is_shown(said: dict[str, Any], shown: bytes | None) -> None:
    memory, press = Memory(photo=KEPT), Press()
    item = SAMPLE_ITEMS[0]
    passport = Passport({item.provenance.record_id: item})
    request = read_request("r", SaidModel(entry_ids=[str(item.provenance.record_id)], **said))
    read = TakeSnapshot(passport, passport, Clock())
    made = await publishing(memory, passport, press, Book(), "https://p.example/{}".format, Clock())(uuid4(), request)
    await PreviewPublication(memory, read, press, "https://p.example/{}".format)(uuid4(), request.model)
    assert press.photos == [shown, shown]
    kept_of_it = memory.tables.made[made.id]
    assert "jpeg" not in repr(kept_of_it.snapshot) + kept_of_it.credential
