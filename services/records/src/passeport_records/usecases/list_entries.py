"""The holder lists his entries."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_records.domain.entry import EntryState, Kind
from passeport_records.domain.listing import EntryPage, EntryPosition
from passeport_records.usecases.label_entries import label_page
from passeport_records.usecases.ports import OpenWork

__all__ = ["list_entries"]


async def list_entries(
    open_work: OpenWork,
    clock: Clock,
    *,
    person_id: UUID,
    kinds: Collection[Kind],
    limit: int,
    after: EntryPosition | None,
    state: EntryState = EntryState.ACTIVE,
) -> EntryPage:
    """One page of the holder's entries in a state, kind by kind; the reading is logged for him (R6323-40)."""
    async with open_work(person_id) as work:
        page = await work.entries.page(kinds, limit, after, state=state)
        await work.accesses.record(
            by_holder(person_id, clock(), "records.entry.read", "Consultation de votre passeport")
        )
        shown = await label_page(work, page)
        await work.commit()
    return shown
