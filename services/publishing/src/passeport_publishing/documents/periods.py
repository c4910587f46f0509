"""Periods as a CV writes them."""

from passeport_chassis.partial_date import PartialDate
from passeport_publishing.documents.words import Words
from passeport_publishing.domain.days import write_date
from passeport_publishing.domain.snapshot import Item, Kind

# For these, the first date is the day of delivery and the last one the end of validity.
AWARDS = frozenset({Kind.CERTIFICATION, Kind.DIPLOMA, Kind.HABILITATION, Kind.DRIVING_LICENCE})


def write_period(item: Item, words: Words) -> str:
    """Writes when an item took place; an award has one date, the rest a period to the month."""
    if item.kind in AWARDS:
        return write_date(item.start, words.language) if item.start else ""
    start = _to_the_month(item.start, words)
    end = _to_the_month(item.end, words)
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return words.since.format(start=start)
    return words.until.format(end=end) if end else ""


def _to_the_month(value: PartialDate | None, words: Words) -> str:
    if value is None:
        return ""
    return f"{words.short_months[value.month - 1]} {value.year}" if value.month else str(value.year)
