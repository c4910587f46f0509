"""What the use cases of the queue need besides: the line itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from passeport_publishing.domain.queued import InTurn, QueuedPublication
from passeport_publishing.domain.request import Chosen, PublicationRequest

__all__ = ["Line", "Queue"]


@dataclass(frozen=True, slots=True)
class Line:
    """How long the line is, and for how long the first in it has waited."""

    length: int
    oldest: timedelta


class Queue(Protocol):
    """The publications in line, and what became of them lately; a person has those of whoever was merged into him."""

    async def take_turn(self, person_id: UUID) -> None:
        """Makes those who put publications of a person in line take turns, to the end of the transaction."""

    async def lengths(self, person_id: UUID) -> tuple[int, int]:
        """How many are in line of this holder, and in all."""

    async def add(self, publication_id: UUID, chosen: Chosen) -> QueuedPublication:
        """Puts one in line. Raises RequestTaken."""

    async def add_again(self, publication_id: UUID, chosen: Chosen) -> QueuedPublication:
        """Puts one that failed in line again."""

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[QueuedPublication, bytes] | None:
        """The one that a request put in line, and what it asked for."""

    async def get(self, person_id: UUID, publication_id: UUID, *, lock: bool = False) -> QueuedPublication | None:
        """Gets one of this holder, locked against other changes if asked."""

    async def request_of(self, person_id: UUID, publication_id: UUID) -> tuple[PublicationRequest, bytes] | None:
        """What one of this holder was asked for by, and the fingerprint; locked against other changes."""

    async def waiting(self, person_id: UUID) -> Sequence[QueuedPublication]:
        """Those of a holder that are in line or failed, newest first."""

    async def outcomes(self, person_id: UUID, since: datetime, most: int) -> Sequence[QueuedPublication]:
        """Those of a holder that were published or failed from a moment on, oldest first."""

    async def remove(self, person_id: UUID, publication_id: UUID) -> None:
        """Takes one out of line."""

    async def take(self, lease: UUID, lasting: timedelta) -> InTurn | None:
        """Takes the one whose turn it is: nobody else takes it for so long. None: there is none for now."""

    async def renew(self, turn: InTurn, lasting: timedelta) -> bool:
        """Keeps one that was taken for so much longer; False when it is not this lease's any more."""

    async def put_off(self, turn: InTurn, pause: timedelta, *, in_vain: bool) -> None:
        """Gives back one that was taken, to be taken again after a pause; `in_vain` counts it as an attempt."""

    async def drop_photos(self, person_id: UUID) -> None:
        """Erases the photo of those of a holder that are in line, and takes them from whoever has one in hand."""

    async def end(
        self, turn: InTurn, at: datetime, outcome_id: UUID, *, publication_id: UUID | None = None, failure: str = ""
    ) -> bool:
        """Ends one that was taken, published or failed; what was read for it is erased. False when it is not this
        lease's any more, or not there.
        """

    async def line(self) -> Line:
        """How long the line is."""
