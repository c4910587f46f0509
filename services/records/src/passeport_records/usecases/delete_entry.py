"""The holder deletes an entry that he declared, and takes that back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_records.domain.access import entry_read
from passeport_records.domain.declared_story import holder_step
from passeport_records.domain.entry import Entry, Nature
from passeport_records.errors import EntryGuaranteed, EtagStale
from passeport_records.usecases.label_entries import label_entry
from passeport_records.usecases.ports import OpenWork

__all__ = ["delete_entry", "restore_entry"]


async def delete_entry(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_id: UUID, etag: str, keep: timedelta
) -> None:
    """Deletes the entry, which can be taken back for as long as `keep` says; then it is erased (`purge_entries`).

    Raises EntryNotFound, EntryGuaranteed, EtagStale.
    """
    now = clock()
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id)
        if entry.nature is Nature.GUARANTEED:
            raise EntryGuaranteed(entry_id)
        after = entry.deleted(now, now + keep)
        if entry.etag != etag or not await work.entries.replace(after):
            raise EtagStale(entry_id)
        await work.provenances.note(after, holder_step(entry, after))
        purpose = "Suppression d’un élément de votre passeport"
        await work.accesses.record(by_holder(person_id, now, "records.entry.delete", purpose, str(entry_id)))
        await work.commit()


async def restore_entry(open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_id: UUID) -> Entry:
    """Takes the deletion of an entry back; of one that was not deleted nothing changes.

    Raises EntryNotFound when there is none, or when it is erased.
    """
    now = clock()
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id, deleted=True)
        after = entry.restored(now)
        if after is entry:
            await work.accesses.record(entry_read(person_id, now, entry_id))
        else:
            if not await work.entries.replace(after):
                raise EtagStale(entry_id)
            await work.provenances.note(after, holder_step(entry, after))
            purpose = "Rétablissement d’un élément que vous aviez supprimé"
            await work.accesses.record(by_holder(person_id, now, "records.entry.restore", purpose, str(entry_id)))
        shown = await label_entry(work, after)
        await work.commit()
    return shown
