"""Lists the holder's shares, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.share import SharePage, SharePosition
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["ListShares"]


@dataclass(frozen=True, slots=True)
class ListShares:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(
        self, person_id: UUID, limit: int, after: SharePosition | None, publication_id: UUID | None
    ) -> SharePage:
        """One page from the position `after`, of one publication if asked; the trail tells of the first one."""
        async with self.open_work() as work:
            page = await work.shares.page(person_id, limit, after, publication_id)
            if after is None:
                purpose = "Consultation de la liste de vos partages"
                await work.accesses.record(by_holder(person_id, self.clock(), "publishing.share.list", purpose))
                await work.commit()
        return page
