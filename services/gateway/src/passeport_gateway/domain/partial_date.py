"""Dates of which the month or the day may not be known: `AAAA`, `AAAA-MM` or `AAAA-MM-JJ`."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["PATTERN", "parse_partial_date", "write_partial_date"]

PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def parse_partial_date(text: str) -> tuple[int, int, int]:
    """Year, month and day, 0 where not known. Raises ValueError on what is not a date of the calendar."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError("is not AAAA, AAAA-MM or AAAA-MM-JJ")
    year, month, day = (int(part) if part is not None else 0 for part in found.groups())
    # A part that is written as zero is not a part that is not known.
    dt.date(year, month if found.group(2) else 1, day if found.group(3) else 1)
    return year, month, day


def write_partial_date(year: int, month: int, day: int) -> str | None:
    """The text of a date; None when not even the year is known."""
    if not year:
        return None
    if not month:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"
