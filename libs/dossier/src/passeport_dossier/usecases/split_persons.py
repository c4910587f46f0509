"""A merge was wrong: each reads again what is his, what came meanwhile for either included."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_dossier.domain.persons import Merge, Wording
from passeport_dossier.usecases.ports import OpenPersonWork

__all__ = ["SplitPersons"]


@dataclass(frozen=True, slots=True)
class SplitPersons:
    """The use case with its ports."""

    open_work: OpenPersonWork
    wording: Wording
    clock: Clock

    async def __call__(self, event_id: UUID, merge: Merge) -> None:
        """Handles the end of one merge, once per event; heard of first, it keeps the merge from doing anything."""
        async with self.open_work() as work:
            if not await work.inbox.first_time(event_id):
                return
            if await work.persons.split(merge):
                await work.accesses.record(*self.wording.of_split(merge, self.clock()))
            await work.commit()
