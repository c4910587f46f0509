"""Gets one share of the holder."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.share import Share
from passeport_publishing.errors import ShareNotFound
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["GetShare"]


@dataclass(frozen=True, slots=True)
class GetShare:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, share_id: UUID) -> Share:
        """Gets one. Raises ShareNotFound, also for another person's."""
        async with self.open_work() as work:
            share = await work.shares.get(person_id, share_id)
            if share is None:
                raise ShareNotFound(metadata={"id": str(share_id)})
            purpose = "Consultation de votre partage"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.share.read", purpose, str(share_id))
            )
            await work.commit()
        return share
