"""The holder reads one of his entries."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_records.domain.access import entry_read
from passeport_records.domain.entry import Entry
from passeport_records.usecases.label_entries import label_entry
from passeport_records.usecases.ports import OpenWork

__all__ = ["get_entry"]


async def get_entry(open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_id: UUID) -> Entry:
    """The entry, a withdrawn one too. Raises EntryNotFound when there is none or it is another person's."""
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id)
        await work.accesses.record(entry_read(person_id, clock(), entry_id))
        shown = await label_entry(work, entry)
        await work.commit()
    return shown
