"""The holder asks where an entry comes from."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_records.domain.provenance import Provenance
from passeport_records.usecases.ports import OpenWork

__all__ = ["get_provenance"]


async def get_provenance(open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_id: UUID) -> Provenance:
    """Who sent it, in which file, on which line, and every change since. Raises EntryNotFound as `get_entry`."""
    async with open_work(person_id) as work:
        provenance = await work.provenances.get(await work.entries.get(entry_id))
        await work.accesses.record(
            by_holder(
                person_id,
                clock(),
                "records.provenance.read",
                "Consultation de l’origine d’un élément de votre passeport",
                str(entry_id),
            )
        )
        await work.commit()
    return provenance
