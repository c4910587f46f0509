"""Lists the holder's shares, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.share import SharePage, SharePosition
from passeport_publishing.errors import PublicationNotFound
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
        """One page from the position `after`, of one publication if asked; the trail tells of the first one.

        Raises PublicationNotFound, also for another person's.
        """
        async with self.open_work() as work:
            if publication_id is not None and await work.publications.get(person_id, publication_id) is None:
                raise PublicationNotFound(metadata={"id": str(publication_id)})
            page = await work.shares.page(person_id, limit, after, publication_id)
            if after is None:
                purpose = "Consultation de la liste de vos partages"
                await work.accesses.record(by_holder(person_id, self.clock(), "publishing.share.list", purpose))
                await work.commit()
        return page
