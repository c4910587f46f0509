"""The items of a verified CV under its own sections, with all that it shows of each: to be compared line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.cv_words import DECLARED_ON, LABELS, SECTIONS, SOURCE, VALUES, VALUES_OF
from passeport_gateway.http.pages.dates import period_words, validity_words
from passeport_gateway.http.render.dates import day_words
from passeport_gateway.http.render.values import moment

__all__ = ["COLON", "detail_words", "items_list", "organisation_words", "provenance_words", "sections"]

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


def organisation_words(item: VerifiedItem) -> str:
    """The organisation, its place and its number."""
    siret = item.siret
    spaced = f"SIRET {siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}" if siret else ""
    return " · ".join(part for part in (item.organisation, item.locality, spaced) if part)


def detail_words(item: VerifiedItem, language: Language) -> list[tuple[str, str]]:
    """The further facts, each with its label; until when an award is valid comes last."""
    said = [
        (_words(LABELS, detail.key, language), _value(detail.key, detail.value, language)) for detail in item.details
    ]
    validity = validity_words(item, language)
    return [*said, (LABELS["valid_until"].in_language(language), validity)] if validity else said


def provenance_words(item: VerifiedItem, language: Language) -> str:
    """Who stands behind an item, and since when it is known."""
    if not item.HasField("register_time"):
        return item.source if item.guaranteed else ""
    words = SOURCE if item.guaranteed else DECLARED_ON
    date = day_words(moment(item.register_time), language)
    return words.in_language(language).format(source=item.source, date=date)


def _words(table: dict[str, Words], key: str, language: Language) -> str:
    return table[key].in_language(language) if key in table else key


def _value(key: str, value: str, language: Language) -> str:
    pattern = VALUES_OF.get(key)
    return pattern.in_language(language).format(value=value) if pattern else _words(VALUES, value, language)


def _details(item: VerifiedItem, language: Language) -> str:
    colon = COLON.in_language(language)
    return " · ".join(
        f'<span class="soft">{escape(label)}{colon}</span>{escape(value)}'
        for label, value in detail_words(item, language)
    )


def _item(item: VerifiedItem, language: Language) -> str:
    mark, kind = (_GUARANTEED, "guaranteed") if item.guaranteed else (_DECLARED, "declared")
    lines = [
        ("soft", escape(period_words(item, language))),
        # Who compares a number reads it in one piece.
        ("", escape(_DIGITS.sub("\u00a0", organisation_words(item)))),
        ("", _details(item, language)),
        *(("", escape(line)) for line in item.description.split("\n")),
        ("soft", escape(provenance_words(item, language))),
    ]
    return (
        f"<li><p><strong>{escape(item.title)}</strong></p>"
        f'<p><span class="mark {kind}">{"✓ " if item.guaranteed else ""}{mark.in_language(language)}</span></p>'
        + "".join(f'<p class="{style}">{line}</p>' if style else f"<p>{line}</p>" for style, line in lines if line)
        + "</li>"
    )


def items_list(items: Sequence[VerifiedItem], language: Language) -> str:
    """All items, section by section."""
    return "\n".join(
        f'<h3>{escape(title)}</h3><ul class="items">{"".join(_item(item, language) for item in of_kind)}</ul>'
        for title, of_kind in sections(items, language)
    )
