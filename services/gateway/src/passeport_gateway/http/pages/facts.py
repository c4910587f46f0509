"""What is told of an item in every kind of publication: its organisation, and its further facts under their labels."""

from __future__ import annotations

from passeport.publishing.v1.verification_service_pb2 import VerifiedItem
from passeport_chassis.partial_date import PartialDate
from passeport_chassis.rpc import write_date
from passeport_gateway.domain.language import Language, Words
from passeport_gateway.http.pages.cv_words import LABELS, VALUES, VALUES_OF
from passeport_gateway.http.pages.dates import validity_words
from passeport_gateway.http.render.dates import date_words

__all__ = ["detail_words", "organisation_words"]

# Days among the further facts, as `AAAA-MM-JJ`.
_DAYS = frozenset({"validity_start", "validity_end"})


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


def _words(table: dict[str, Words], key: str, language: Language) -> str:
    return table[key].in_language(language) if key in table else key


def _value(key: str, value: str, language: Language) -> str:
    if key in _DAYS and (day := write_date(PartialDate.parse(value))):
        return date_words(day, language)
    pattern = VALUES_OF.get(key)
    return pattern.in_language(language).format(value=value) if pattern else _words(VALUES, value, language)
