"""What the use cases of consents need besides: the consents themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_publishing.domain.consent import Consent, ConsentPage, ConsentPosition, Pull, PullPage, RecentPull

__all__ = ["Consents"]


class Consents(Protocol):
    """The consents; a person has those of whoever was merged into him too."""

    async def take_turn(self, person_id: UUID) -> None:
        """Makes those who consent for a person take turns, to the end of the transaction."""

    async def not_withdrawn(self, publication_id: UUID, client_id: str) -> Consent | None:
        """The consent by which a platform may pull a publication, or might until its time was over."""

    async def add(self, consent: Consent) -> None:
        """Adds a consent."""

    async def save(self, consent: Consent) -> None:
        """Writes what can change of a consent."""

    async def get(self, person_id: UUID, consent_id: UUID, *, lock: bool = False) -> Consent | None:
        """Gets a consent of this holder, locked against other changes if asked."""

    async def of_platform(self, consent_id: UUID, client_id: str) -> Consent | None:
        """Finds a consent that was given to a platform, whoever's and in whatever state it is; locked."""

    async def end_given_to(self, client_id: str, at: datetime) -> Sequence[Consent]:
        """Ends what was given to a platform until a moment and is not withdrawn; what was ended."""

    async def page(self, person_id: UUID, limit: int, after: ConsentPosition | None) -> ConsentPage:
        """One page of a holder's consents, newest first."""

    async def note(self, pull: Pull) -> None:
        """Adds a pull."""

    async def pulls(self, consent: Consent, limit: int, after: ConsentPosition | None) -> PullPage:
        """One page of what was pulled under a consent, newest first."""

    async def recent(self, person_id: UUID, since: datetime, limit: int) -> Sequence[RecentPull]:
        """What was pulled under all consents of a holder from a moment on, oldest first."""
