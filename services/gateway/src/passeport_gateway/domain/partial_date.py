"""Dates of which the month or the day may not be known: `AAAA`, `AAAA-MM` or `AAAA-MM-JJ`."""

from __future__ import annotations

from passeport_chassis.partial_date import PartialDate

__all__ = ["PATTERN", "parse_partial_date", "write_partial_date"]

PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def parse_partial_date(text: str) -> tuple[int, int, int]:
    """Year, month and day, 0 where not known. Raises ValueError on what is not a date of the calendar."""
    date = PartialDate.parse(text)
    return date.year, date.month or 0, date.day or 0


def write_partial_date(year: int, month: int, day: int) -> str | None:
    """The text of a date; None when not even the year is known."""
    if not year:
        return None
    if not month:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"
