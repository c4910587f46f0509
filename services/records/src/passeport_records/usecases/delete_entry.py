"""The holder deletes an entry that he declared."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_records.domain.entry import Nature
from passeport_records.errors import EntryGuaranteed, EtagStale
from passeport_records.usecases.ports import OpenWork

__all__ = ["delete_entry"]


async def delete_entry(open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_id: UUID, etag: str) -> None:
    """Deletes the entry for good. Raises EntryNotFound, EntryGuaranteed, EtagStale."""
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id)
        if entry.nature is Nature.GUARANTEED:
            raise EntryGuaranteed(entry_id)
        if entry.etag != etag or not await work.entries.remove(entry):
            raise EtagStale(entry_id)
        await work.accesses.record(
            by_holder(
                person_id,
                clock(),
                "records.entry.delete",
                "Suppression d’un élément de votre passeport",
                str(entry_id),
            )
        )
        await work.commit()
