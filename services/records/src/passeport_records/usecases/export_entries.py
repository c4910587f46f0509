"""The holder takes out all that is held of his entries."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_records.domain.exported import ExportedEntry, ExportPage
from passeport_records.domain.joining import Decision
from passeport_records.usecases.label_entries import label_entries
from passeport_records.usecases.ports import OpenWork

__all__ = ["export_entries"]


async def export_entries(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, limit: int, after: UUID | None
) -> ExportPage:
    """One page, the oldest entry first: in whatever state, withdrawn and deleted ones, drafts and joined ones too.

    It is one access in the holder's log, of the first page: turning pages adds none (R6323-40).
    """
    async with open_work(person_id) as work:
        found = await work.entries.everything(limit + 1, after)
        entries = await label_entries(work, found[:limit])
        stories = await work.provenances.get_all(found[:limit])
        files = await work.attachments.of_entries([entry.id for entry in entries])
        decided = await work.joinings.decided()
        disputes = await work.disputes.of_entries([entry.id for entry in entries])
        if after is None:
            purpose = "Export de tout ce que contient votre passeport"
            await work.accesses.record(by_holder(person_id, clock(), "records.passport.export", purpose))
            await work.commit()
    exported = tuple(
        ExportedEntry(
            entry=entry,
            provenance=story,
            attachments=tuple(one for one in files if one.entry_id == entry.id),
            joined_to=tuple(
                guaranteed
                for (declared, guaranteed), decision in decided.items()
                if declared == entry.id and decision is Decision.JOINED
            ),
            disputes=tuple(one for one in disputes if one.entry_id == entry.id),
        )
        for entry, story in zip(entries, stories, strict=True)
    )
    return ExportPage(exported, entries[-1].id if len(found) > limit else None)
