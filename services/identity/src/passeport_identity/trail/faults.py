"""What a verification of the trail tells: each fault with its place, and how much was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

__all__ = ["Fault", "Report"]


class Fault(NamedTuple):
    """What is wrong, and where: the day of the chain, the place in it from 1 on, and the access."""

    what: str
    day: date | None = None
    place: int | None = None
    access: UUID | None = None

    def __str__(self) -> str:
        where = [str(self.day)] if self.day is not None else []
        where += [f"place {self.place}"] if self.place is not None else []
        where += [f"access {self.access}"] if self.access is not None else []
        return f"{', '.join(where) or 'the trail'}: {self.what}"


@dataclass(slots=True)
class Report:
    """What was looked at, and how many faults there are."""

    days: int = 0
    accesses: int = 0
    anchors: int = 0
    waiting: int = 0
    faults: int = 0
