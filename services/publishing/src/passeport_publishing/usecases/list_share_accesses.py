"""Lists what was done by the link of a share, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.share import ShareAccessPage, SharePosition
from passeport_publishing.errors import ShareNotFound
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["ListShareAccesses"]


@dataclass(frozen=True, slots=True)
class ListShareAccesses:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(
        self, person_id: UUID, share_id: UUID, limit: int, after: SharePosition | None
    ) -> ShareAccessPage:
        """One page from the position `after`. Raises ShareNotFound, also for another person's."""
        async with self.open_work() as work:
            share = await work.shares.get(person_id, share_id)
            if share is None:
                raise ShareNotFound(metadata={"id": str(share_id)})
            page = await work.shares.accesses(share, limit, after)
            if after is None:
                purpose = "Consultation des ouvertures de votre partage"
                await work.accesses.record(
                    by_holder(person_id, self.clock(), "publishing.share.accesses", purpose, str(share_id))
                )
                await work.commit()
        return page
