"""Reads an accusé de traitement, as certifiers' software does."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from passeport_records.feeds.certifications.receipt import RefusedPassage

__all__ = ["Receipt", "parse_receipt"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """An accusé de traitement as it was read."""

    file_name: str
    flux_id: str
    treatment: str
    refused: tuple[RefusedPassage, ...]
    accepted: tuple[str, ...]


def parse_receipt(content: bytes) -> Receipt:
    """What an accusé says."""
    root = etree.fromstring(content)
    assert root.tag == "rapport"
    refused = (
        RefusedPassage(_text(passage, "idTechnique"), tuple(_all(passage, "messageErreur")))
        for passage in root.iterfind("PassagesKO/passage")
    )
    return Receipt(
        file_name=_text(root, "nomFichier"),
        flux_id=_text(root, "idFlux"),
        treatment=_text(root, "idTraitement"),
        refused=tuple(refused),
        accepted=tuple(_all(root, "PassagesOK/idTechnique")),
    )


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(name) or ""


def _all(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in element.iterfind(path)]
