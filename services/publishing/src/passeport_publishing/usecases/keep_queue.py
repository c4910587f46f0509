"""Shows a holder what he put in line, what became of it lately, and takes one out of line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.queued import QueuedPublication, QueuedState
from passeport_publishing.errors import AlreadyPublished, PublicationNotFound
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["KeepQueue"]

_MOST = 100
# Asked every second or so by whoever waits: the trail tells once an hour that he did.
_FOLLOWED = ("publishing.publication.follow", "Suivi de vos publications en attente, une fois ou plus dans l’heure")


@dataclass(frozen=True, slots=True)
class KeepQueue:
    """The use cases with their ports."""

    open_work: OpenWork
    clock: Clock

    async def waiting(self, person_id: UUID) -> Sequence[QueuedPublication]:
        """Those of a holder that are in line or failed, newest first."""
        async with self.open_work() as work:
            found = await work.queue.waiting(person_id)
            await work.accesses.record_hourly(by_holder(person_id, self.clock(), *_FOLLOWED))
            await work.commit()
        return found

    async def get(self, person_id: UUID, publication_id: UUID) -> QueuedPublication:
        """Gets one. Raises PublicationNotFound, also for another person's."""
        async with self.open_work() as work:
            found = await work.queue.get(person_id, publication_id)
            if found is None:
                raise PublicationNotFound(metadata={"id": str(publication_id)})
            await work.accesses.record_hourly(by_holder(person_id, self.clock(), *_FOLLOWED))
            await work.commit()
        return found

    async def outcomes(self, person_id: UUID, since: datetime) -> Sequence[QueuedPublication]:
        """What became of those of a holder from a moment on, oldest first, at most 100."""
        async with self.open_work() as work:
            found = await work.queue.outcomes(person_id, since, _MOST)
            if found:
                await work.accesses.record_hourly(by_holder(person_id, self.clock(), *_FOLLOWED))
                await work.commit()
        return found

    async def remove(self, person_id: UUID, publication_id: UUID) -> None:
        """Takes one out of line, or forgets that it failed. Raises PublicationNotFound, AlreadyPublished."""
        async with self.open_work() as work:
            # Locked: whoever is about to publish it ends it in his transaction, before or not at all.
            found = await work.queue.get(person_id, publication_id, lock=True)
            if found is None:
                raise PublicationNotFound(metadata={"id": str(publication_id)})
            if found.state is QueuedState.PUBLISHED:
                raise AlreadyPublished(metadata={"id": str(publication_id)})
            await work.queue.remove(person_id, publication_id)
            purpose = "Abandon d’une publication en attente"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.publication.drop", purpose, str(publication_id))
            )
            await work.commit()
