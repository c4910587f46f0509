"""A date as precise as its source knows it: a year, a month or a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_TEXT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, with its month and its day when they are known. A day without a month does not exist."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        # A part that is 0 is not a part that is not known.
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """A date known to the day."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Reads `2020`, `2020-06` or `2020-06-01`, as `str` writes them. Raises ValueError on anything else."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise ValueError("must be YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(*(int(part) for part in found.groups() if part is not None))

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
        month = "" if self.month is None else f"-{self.month:02d}"
        return f"{self.year:04d}{month}" if self.day is None else f"{self.year:04d}{month}-{self.day:02d}"
