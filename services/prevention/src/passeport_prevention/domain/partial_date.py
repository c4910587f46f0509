"""A date as precise as the worker remembers it: a year, a month or a day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

__all__ = ["PartialDate"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, with its month and its day when they are known. A day without a month does not exist."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError("the year must lie between 1 and 9999")
        if self.month is None:
            if self.day is not None:
                raise ValueError("a day needs its month")
            return
        if not 1 <= self.month <= 12:
            raise ValueError("the month must lie between 1 and 12")
        if self.day is not None and not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]:
            raise ValueError("this month has no such day")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Reads `2020`, `2020-06` or `2020-06-01`, as `str` writes them. Raises ValueError on anything else."""
        parts = text.split("-")
        if len(parts) > 3 or not all(part.isascii() and part.isdecimal() for part in parts):
            raise ValueError("must be YYYY, YYYY-MM or YYYY-MM-DD")
        parsed = cls(*(int(part) for part in parts))
        if str(parsed) != text:
            raise ValueError("must be YYYY, YYYY-MM or YYYY-MM-DD")
        return parsed

    @property
    def complete(self) -> bool:
        """Whether it is known to the day."""
        return self.day is not None

    @property
    def earliest(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text
