"""Lists what was done lately by the links of a holder's shares, oldest first: for a page of his that waits for news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.share import ShareAccess
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["ListRecentShareAccesses"]

_MOST = 100


@dataclass(frozen=True, slots=True)
class ListRecentShareAccesses:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, since: datetime) -> Sequence[ShareAccess]:
        """At most 100, from a moment on. Asked every few seconds: the trail tells once an hour that any was read."""
        async with self.open_work() as work:
            found = await work.shares.recent(person_id, since, _MOST)
            if found:
                purpose = "Suivi des ouvertures de vos partages, une fois ou plus dans l’heure"
                await work.accesses.record_hourly(by_holder(person_id, self.clock(), "publishing.share.watch", purpose))
                await work.commit()
        return found
