"""How the pages look: each beside the picture of it that is kept in `tests/looks`.

`RENEW_LOOKS=1 python -m pytest tests/unit/test_looks.py` draws these anew; look at them before they are kept.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from passeport_publishing.documents.cv import ATTESTATION, CvJob
from passeport_publishing.documents.model import document_model, preview_model
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.snapshot import Language, Nature, Snapshot
from photos import portrait
from pictures import Picture, draw
from samples import CODE, NOW, SAMPLE_ITEMS, URL, make_attestation, make_item, make_snapshot

LOOKS = Path(__file__).parents[1] / "looks"
# Of all dots: 12 of 125,000. A word of the heading that is another, or a badge of the other kind, makes 0.0002; what
# moves by a line 0.015. The same Typst draws the same dots; of another this allows what it rounds differently.
TOLERANCE = 0.0001
BLANK_URL = URL.replace(CODE, "0" * 16)


def job(snapshot: Snapshot, layout: str, photo: bytes | None = None) -> CvJob:
    return CvJob(document_model(snapshot, CODE, URL), "a.b.c", int(NOW.timestamp()), layout, photo)


CASES = {
    **{f"{template.value}-fr": job(make_snapshot(), template) for template in Template},
    "photo-fr": job(make_snapshot(), Template.CLASSIC, portrait()),
    "attestation-fr": job(make_attestation(), ATTESTATION),
    "preview-en": CvJob(preview_model(make_snapshot(language=Language.ENGLISH), BLANK_URL), "", int(NOW.timestamp())),
}


@pytest.mark.parametrize("name", CASES)
def test_a_page_looks_as_it_is_kept(name: str, tmp_path: Path) -> None:
    drawn, kept = draw(CASES[name]), LOOKS / f"{name}.png"
    if os.environ.get("RENEW_LOOKS"):
        kept.write_bytes(drawn)
    (tmp_path / kept.name).write_bytes(drawn)
    differing = Picture.read(drawn).differing(Picture.read(kept.read_bytes()))
    assert differing <= TOLERANCE, f"{differing:.4f} of the dots differ: compare {tmp_path / kept.name} with {kept}"


def test_a_word_a_badge_and_an_entry_that_are_others_are_seen() -> None:
    kept = Picture.read((LOOKS / "classic-fr.png").read_bytes())
    for changed in (
        make_snapshot(title="Conducteur de travaux"),
        make_snapshot(replace(SAMPLE_ITEMS[0], nature=Nature.DECLARED), *SAMPLE_ITEMS[1:]),
        make_snapshot(*SAMPLE_ITEMS[1:]),
        make_snapshot(make_item("Autre poste"), *SAMPLE_ITEMS[1:]),
    ):
        assert Picture.read(draw(job(changed, Template.CLASSIC))).differing(kept) > TOLERANCE
