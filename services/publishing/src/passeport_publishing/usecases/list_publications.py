"""Lists the holder's publications, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.publication import Position, PublicationPage
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["ListPublications"]


@dataclass(frozen=True, slots=True)
class ListPublications:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, limit: int, after: Position | None) -> PublicationPage:
        """One page from the position `after`; the trail tells of the first one, however many are turned."""
        async with self.open_work() as work:
            page = await work.publications.page(person_id, limit, after)
            if after is None:
                purpose = "Consultation de la liste de vos publications"
                await work.accesses.record(by_holder(person_id, self.clock(), "publishing.publication.list", purpose))
                await work.commit()
        return page
