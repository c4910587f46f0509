"""Lists who read or wrote the holder's publications, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import AccessPage, AccessPosition, by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["ListAccesses"]


@dataclass(frozen=True, slots=True)
class ListAccesses:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, limit: int, after: AccessPosition | None) -> AccessPage:
        """One page from the position `after`.

        Reading the trail is an access too, told once however many pages are turned, and not on the page it reads.
        """
        async with self.open_work() as work:
            page = await work.accesses.page(person_id, limit, after)
            if after is None:
                purpose = "Consultation de l’historique des accès à vos publications"
                await work.accesses.record(by_holder(person_id, self.clock(), "publishing.access.list", purpose))
                await work.commit()
        return page
