"""A date of birth, or of death, as the civil register knows it: month and day may be unknown, and are written 00."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

__all__ = ["BirthDate"]

_SHAPE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FIRST_YEAR = 1850


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A year, and a month and a day that are 0 when they are not known. A day needs its month."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not _FIRST_YEAR <= self.year <= 2200:
            raise ValueError("the year cannot be right")
        if self.month == 0 and self.day != 0:
            raise ValueError("a known day in an unknown month is no date of the civil register")
        if not 0 <= self.month <= 12:
            raise ValueError("the month must lie between 01 and 12, or be 00 when it is not known")
        if not 0 <= self.day <= self._days:
            raise ValueError("the day does not exist in that month; it is 00 when it is not known")

    @classmethod
    def parse(cls, text: str) -> BirthDate:
        """Reads AAAA-MM-JJ, with 00 for a part that is not known. Raises ValueError on anything else."""
        found = _SHAPE.fullmatch(text)
        if found is None:
            raise ValueError("must be AAAA-MM-JJ, with 00 for a part that is not known")
        return cls(*(int(part) for part in found.groups()))

    @property
    def _days(self) -> int:
        return calendar.monthrange(self.year, self.month)[1] if self.month else 31

    @property
    def presumed(self) -> date:
        """The date that administrations put for it: FranceConnect turns each unknown part into 01."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def can_mean(self, day: date) -> bool:
        """Whether it may be this day, for all that is known of it."""
        return self.presumed <= day <= self.latest

    def age_on(self, day: date) -> int:
        """Full years that the person has for certain on a day: an unknown birthday is taken at its latest.

        Someone born on 29 February has his birthday on 1 March in common years.
        """
        born = self.latest
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
