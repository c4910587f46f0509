"""A merge was wrong: each reads again what is his, what came meanwhile for either included."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_publishing.domain.persons import Merge, told_of_split
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["SplitPersons"]


@dataclass(frozen=True, slots=True)
class SplitPersons:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, event_id: UUID, merge: Merge) -> None:
        """Handles the end of one merge, once per event; heard of first, it keeps the merge from doing anything."""
        async with self.open_work() as work:
            if not await work.inbox.first_time(event_id):
                return
            if await work.persons.split(merge):
                await work.accesses.record(*told_of_split(merge, self.clock()))
            await work.commit()
