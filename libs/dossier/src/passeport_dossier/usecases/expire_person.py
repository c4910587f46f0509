"""The time for which a person's data are kept is over (Code du travail R6323-39)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_dossier.domain.persons import Expiry
from passeport_dossier.usecases.ports import OpenPersonWork

__all__ = ["ExpirePerson"]


@dataclass(frozen=True, slots=True)
class ExpirePerson:
    """The use case with its port."""

    open_work: OpenPersonWork

    async def __call__(self, event_id: UUID, expiry: Expiry) -> None:
        """Handles one event, once: deletes all there is of the person but the accesses, which end after their year."""
        async with self.open_work() as work:
            if not await work.inbox.first_time(event_id):
                return
            await work.persons.expire(expiry)
            await work.commit()
