"""Dates known to the year, the month or the day, as sources give them."""

from dataclasses import dataclass
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, a month (day 0) or a year (month and day 0); written as ISO 8601 at that precision."""

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        """Refuses what no calendar has."""
        if self.day and not self.month:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        """Writes `2021`, `2021-03` or `2021-03-15`."""
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads what `__str__` wrote."""
        return cls(*(int(part) for part in text.split("-")))
