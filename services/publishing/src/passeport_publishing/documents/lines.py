"""What every document writes of an entry: its organisation, its source, and its further facts under their labels."""

from collections.abc import Iterator

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.documents.periods import AWARDS
from passeport_publishing.documents.words import Words
from passeport_publishing.domain.days import write_date
from passeport_publishing.domain.snapshot import Detail, Item

# Days among the further facts: they are kept as credentials say them.
_DAYS = frozenset({"validity_start", "validity_end"})


def organisation_line(item: Item) -> str:
    """The organisation, its place and its number; empty where none is named."""
    organisation = item.organisation
    if organisation is None:
        return ""
    siret = organisation.siret
    spaced = f"SIRET {siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}" if siret else ""
    return " · ".join(part for part in (organisation.name, organisation.locality, spaced) if part)


def source_line(item: Item, words: Words) -> str:
    """Who vouches for it, in the language of the document; names stay what they are."""
    source = item.provenance.source
    for said, told in words.sources.items():
        if source == said or source.startswith(f"{said} "):
            return told + source.removeprefix(said)
    return source


def details_of(item: Item, words: Words) -> Iterator[tuple[str, str]]:
    """Label and value of each further fact; until when an award is valid comes last."""
    for detail in item.details:
        yield words.labels.get(detail.key, detail.key), _value(detail, words)
    if item.kind in AWARDS and item.end:
        yield words.labels["valid_until"], write_date(item.end, words.language)


def _value(detail: Detail, words: Words) -> str:
    if detail.key in _DAYS:
        return write_date(PartialDate.parse(detail.value), words.language)
    pattern = words.values.get(detail.key)
    return pattern.format(value=detail.value) if pattern else words.values.get(detail.value, detail.value)
