"""A consultation: one professional reads about one person, for one purpose that he has stated, for a while.

How many he may open is bounded, found or not: nobody goes through the registry by guessing. Of one that found nobody
only the moment is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from passeport_identity.errors import ConsultationsExhausted

__all__ = ["Consultation", "ConsultationLimit"]

_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Consultation:
    """Who reads about whom, why and until when. `person_id` is None when nobody was named exactly so."""

    id: UUID
    professional_id: UUID
    person_id: UUID | None
    purpose: str
    opened_at: datetime
    expires_at: datetime


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
