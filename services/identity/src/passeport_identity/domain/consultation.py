"""A consultation: one professional reads about one person, for one purpose that he has stated, for a while.

How many he may open is bounded, found or not: nobody goes through the registry by guessing. Of one that found nobody
only the moment is kept, and the count of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from passeport_identity.errors import ConsultationsExhausted

__all__ = ["Consultation", "ConsultationDay", "ConsultationLimit", "Outcome"]

_WINDOW = timedelta(hours=1)


class Outcome(StrEnum):
    """What came of asking for a consultation. Who asks hears of the misses one and the same thing."""

    OPENED = "opened"
    UNKNOWN = "unknown"
    OTHER_NAME = "other_name"
    SEVERAL = "several"
    DECEASED = "deceased"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class ConsultationDay:
    """How many consultations a professional opened on a day for one body, and how many found nobody."""

    day: date
    siret: str
    opened: int
    missed: int


@dataclass(frozen=True, slots=True)
class Consultation:
    """Who reads about whom, why and until when. `person_id` is None when nobody was named exactly so.

    `siret` is that of the body for which he opened it; empty in one of the revision before.
    """

    id: UUID
    professional_id: UUID
    person_id: UUID | None
    purpose: str
    opened_at: datetime
    expires_at: datetime
    siret: str = ""


@dataclass(frozen=True, slots=True)
class ConsultationLimit:
    """How many consultations a professional may open in an hour, how many of them may find nobody, and their time."""

    most: int = 30
    misses: int = 10
    lifetime: timedelta = timedelta(minutes=30)

    def check(self, lately: Sequence[Consultation], now: datetime) -> None:
        """Raises ConsultationsExhausted, with the time left, when those of the last hour are too many.

        `lately` are the consultations of one professional, oldest first.
        """
        within = [one for one in lately if one.opened_at > now - _WINDOW]
        misses = [one for one in within if one.person_id is None]
        for counted, most in ((within, self.most), (misses, self.misses)):
            if len(counted) >= most:
                raise ConsultationsExhausted(most, counted[len(counted) - most].opened_at + _WINDOW - now)

    @staticmethod
    def since(now: datetime) -> datetime:
        """From when on consultations count."""
        return now - _WINDOW
