"""The rows of an attested entry: what it is and when, and what stands behind it, each under its label."""

from collections.abc import Iterator

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.documents.lines import details_of, organisation_line, source_line
from passeport_publishing.documents.periods import AWARDS
from passeport_publishing.documents.words import Words
from passeport_publishing.domain.days import write_date, write_day
from passeport_publishing.domain.snapshot import Item, Kind


def attested_rows(item: Item, words: Words) -> Iterator[dict[str, str]]:
    """Each label with its value, in order; dates to the day, where it is known."""
    for label, value in _rows(item, words):
        yield {"label": label, "value": value}


def _rows(item: Item, words: Words) -> Iterator[tuple[str, str]]:
    labels, language = words.labels, words.language
    if organisation := organisation_line(item):
        yield labels["employer" if item.kind is Kind.EMPLOYMENT else "organisation"], organisation
    if item.start:
        yield labels["delivery" if item.kind in AWARDS else "start"], write_date(item.start, language)
    if item.kind not in AWARDS:
        if item.end:
            yield labels["end"], write_date(item.end, language)
        elif item.kind is Kind.EMPLOYMENT:
            yield labels["end"], words.values["no_end"]
    yield from details_of(item, words)
    provenance = item.provenance
    yield labels["source"], source_line(item, words)
    yield labels["received"], write_day(provenance.registered_at, language)
    if known := provenance.known_until:
        # Employers declare by the month.
        yield labels["known_until"], write_date(PartialDate(known.year, known.month), language)
    if provenance.legal_basis:
        yield labels["legal_basis"], provenance.legal_basis
