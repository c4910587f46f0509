"""Two persons turned out to be one: what is of one is read as the other's from now on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_dossier.domain.persons import Merge, Wording
from passeport_dossier.usecases.ports import OpenPersonWork

__all__ = ["MergePersons"]


@dataclass(frozen=True, slots=True)
class MergePersons:
    """The use case with its ports."""

    open_work: OpenPersonWork
    wording: Wording
    clock: Clock

    async def __call__(self, event_id: UUID, merge: Merge) -> None:
        """Handles one merge, once per event; one that is undone already does nothing."""
        async with self.open_work() as work:
            if not await work.inbox.first_time(event_id):
                return
            if await work.persons.merge(merge):
                await work.accesses.record(*self.wording.of_merge(merge, self.clock()))
            await work.commit()
