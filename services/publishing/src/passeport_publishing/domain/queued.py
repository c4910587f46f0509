"""A publication in line: what was read for it waits until its document is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from passeport_publishing.domain.publication import DraftRef
from passeport_publishing.domain.request import Chosen

__all__ = [
    "LONGEST_WAIT",
    "MOST_ATTEMPTS",
    "MOST_OF_HOLDER",
    "TURN",
    "InTurn",
    "QueuedPublication",
    "QueuedState",
]

MOST_OF_HOLDER = 5
"""In line at once, of one holder."""
TURN = timedelta(seconds=10)
"""How much later each further one of a holder has its turn, so that nobody fills the line before the others."""
MOST_ATTEMPTS = 8
"""That ended what made the document; what others are waited for is none."""
LONGEST_WAIT = timedelta(minutes=30)
"""What was read longer ago is not published: changes of records are remembered for an hour."""
_FIRST_PAUSE = timedelta(seconds=1)
_MOST_PAUSE = timedelta(seconds=60)


class QueuedState(StrEnum):
    """Where it stands."""

    PENDING = "pending"
    FAILED = "failed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class QueuedPublication:
    """A publication that was put in line, as its holder sees it.

    `id` is that of the publication to come; `publication_id` the one that came of it, another only where the same
    request was published otherwise meanwhile. `failure` is the reason of a refusal.
    """

    id: UUID
    person_id: UUID
    state: QueuedState
    title: str
    language: str
    template: str
    kind: str
    draft: DraftRef | None
    queued_at: datetime
    ended_at: datetime | None = None
    outcome_id: UUID | None = None
    failure: str = ""
    publication_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class InTurn:
    """One whose turn it is, and the lease under which it is carried out; `waited` since it was read.

    `chosen` is None where this release cannot read it: another one put it in line.
    """

    id: UUID
    person_id: UUID
    lease: UUID
    chosen: Chosen | None
    attempts: int
    waited: timedelta

    @property
    def pause(self) -> timedelta:
        """For how long it is put off: the longer it has waited, the longer."""
        return min(max(self.waited / 4, _FIRST_PAUSE), _MOST_PAUSE)

    @property
    def may_wait(self) -> bool:
        """Whether it may be put off, and still be published."""
        return self.waited + self.pause < LONGEST_WAIT
