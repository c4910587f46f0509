"""The items of a verified CV under its own sections, with all that it shows of each: to be compared line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.domain.source_words import source_words
from passeport_gateway.http.pages.attested import attested_rows
from passeport_gateway.http.pages.cv_words import DECLARED_ON, SECTIONS, SOURCE
from passeport_gateway.http.pages.dates import period_words
from passeport_gateway.http.pages.facts import detail_words, organisation_words
from passeport_gateway.http.render.dates import day_words
from passeport_gateway.http.render.values import moment

__all__ = ["ATTESTATION", "COLON", "items_list", "provenance_words", "sections"]

ATTESTATION = "attestation"
"""The kind of publications whose items are told fact by fact."""

_GUARANTEED = Words("Garanti par une source officielle", "Guaranteed by an official source")
_DECLARED = Words("Déclaré par le titulaire, non vérifié", "Declared by the holder, not verified")
_DIGITS = re.compile(r"(?<=SIRET) (?=\d)|(?<=\d) (?=\d)")
COLON = Words("\u00a0: ", ": ")
# A kind that publishing has and this page does not know of yet.
_OTHERS = Words("Autres éléments", "Other items")


def sections(items: Sequence[VerifiedItem], language: Language) -> Iterator[tuple[str, list[VerifiedItem]]]:
    """The title of each section that has items, in the order of the CV, with its items in the order given."""
    for kind, title in SECTIONS.items():
        of_kind = [item for item in items if item.kind == kind]
        if of_kind:
            yield title.in_language(language), of_kind
    others = [item for item in items if item.kind not in SECTIONS]
    if others:
        yield _OTHERS.in_language(language), others


def provenance_words(item: VerifiedItem, language: Language) -> str:
    """Who stands behind an item, and since when it is known."""
    if not item.HasField("register_time"):
        return source_words(item.source, language) if item.guaranteed else ""
    words = SOURCE if item.guaranteed else DECLARED_ON
    date = day_words(moment(item.register_time), language)
    return words.in_language(language).format(source=source_words(item.source, language), date=date)


def _details(item: VerifiedItem, language: Language) -> str:
    colon = COLON.in_language(language)
    return " · ".join(
        f'<span class="soft">{escape(label)}{colon}</span>{escape(value)}'
        for label, value in detail_words(item, language)
    )


def _in_one_piece(text: str) -> str:
    """A text whose numbers are not broken over lines: who compares one reads it in one piece."""
    return _DIGITS.sub("\u00a0", text)


def _told(item: VerifiedItem, language: Language) -> list[tuple[str, str]]:
    return [
        ("soft", escape(period_words(item, language))),
        ("", escape(_in_one_piece(organisation_words(item)))),
        ("", _details(item, language)),
        *(("", escape(line)) for line in item.description.split("\n")),
        ("soft", escape(provenance_words(item, language))),
    ]


def _attested(item: VerifiedItem, language: Language) -> list[tuple[str, str]]:
    colon = COLON.in_language(language)
    return [
        ("", f'<span class="soft">{escape(label)}{colon}</span>{escape(_in_one_piece(value))}')
        for label, value in attested_rows(item, language)
    ]


def _item(item: VerifiedItem, language: Language, *, attested: bool) -> str:
    mark, kind = (_GUARANTEED, "guaranteed") if item.guaranteed else (_DECLARED, "declared")
    lines = _attested(item, language) if attested else _told(item, language)
    return (
        f"<li><p><strong>{escape(item.title)}</strong></p>"
        f'<p><span class="mark {kind}">{"✓ " if item.guaranteed else ""}{mark.in_language(language)}</span></p>'
        + "".join(f'<p class="{style}">{line}</p>' if style else f"<p>{line}</p>" for style, line in lines if line)
        + "</li>"
    )


def items_list(items: Sequence[VerifiedItem], language: Language, *, attested: bool = False) -> str:
    """All items, section by section; those of an attestation fact by fact, as it says them."""
    listed = []
    for title, of_kind in sections(items, language):
        told = "".join(_item(item, language, attested=attested) for item in of_kind)
        listed.append(f'<h3>{escape(title)}</h3><ul class="items">{told}</ul>')
    return "\n".join(listed)
