"""The holder reads what became of his disputes."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_records.domain.dispute import Dispute
from passeport_records.domain.dispute_accesses import read_by_holder
from passeport_records.usecases.dispute_ports import DisputePage
from passeport_records.usecases.ports import OpenWork

__all__ = ["get_dispute", "list_disputes"]


async def list_disputes(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_id: UUID | None, limit: int, after: UUID | None
) -> DisputePage:
    """One page of those of an entry, or of all, the newest first. Raises EntryNotFound."""
    async with open_work(person_id) as work:
        if entry_id is not None:
            await work.entries.get(entry_id)
        page = await work.disputes.page(entry_id, limit, after)
        await work.accesses.record(read_by_holder(person_id, clock()))
        await work.commit()
    return page


async def get_dispute(open_work: OpenWork, clock: Clock, *, person_id: UUID, dispute_id: UUID) -> Dispute:
    """One of them. Raises DisputeNotFound."""
    async with open_work(person_id) as work:
        dispute = await work.disputes.get(dispute_id)
        await work.accesses.record(read_by_holder(person_id, clock(), str(dispute_id)))
        await work.commit()
    return dispute
