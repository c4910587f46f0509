"""How long something holds, as ISO 8601 writes it: so many years and months, counted from date to date."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from passeport_chassis.partial_date import PartialDate

__all__ = ["Period"]

_TEXT = re.compile(r"P(?:([1-9][0-9]?)Y)?(?:([1-9][0-9]{0,2})M)?")
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Some months, a year being twelve of them."""

    months: int

    def __post_init__(self) -> None:
        if self.months < 1:
            raise ValueError("a period has a month at least")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads `P2Y`, `P6M` or `P1Y6M`, as `str` writes them. Raises ValueError on anything else."""
        found = _TEXT.fullmatch(text)
        if found is None or text == "P":
            raise ValueError("must be a duration in years and months, as P2Y, P6M or P1Y6M")
        years, months = (int(part or 0) for part in found.groups())
        return cls(years * _MONTHS_OF_A_YEAR + months)

    def after(self, day: PartialDate) -> PartialDate:
        """The last day of what begins on a day, as precise as it is: the day of the same number in the last month.

        Where that month has no such day, its last one (as code de procédure civile, art. 641, counts).
        """
        # Of a year alone, the last month that it can mean.
        month = (day.month or _MONTHS_OF_A_YEAR) - 1 + self.months
        year = min(day.year + month // _MONTHS_OF_A_YEAR, date.max.year)
        number = month % _MONTHS_OF_A_YEAR + 1
        if day.month is None:
            return PartialDate(year)
        if day.day is None:
            return PartialDate(year, number)
        return PartialDate(year, number, min(day.day, calendar.monthrange(year, number)[1]))

    def __str__(self) -> str:
        years, months = divmod(self.months, _MONTHS_OF_A_YEAR)
        return f"P{years}Y{months}M" if years and months else f"P{years}Y" if years else f"P{months}M"
