"""The holder asks for what proves, offline and without us, that an entry of his is guaranteed."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_records.domain.leaf import EntryProof
from passeport_records.usecases.ports import OpenWork

__all__ = ["prove_entry"]


async def prove_entry(open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_id: UUID) -> EntryProof:
    """That the present version of an entry is in the ledger. Raises EntryNotFound as `get_entry`, EntryNotInLedger."""
    async with open_work(person_id) as work:
        proof = await work.ledger.prove(await work.entries.get(entry_id))
        await work.accesses.record(
            by_holder(
                person_id,
                clock(),
                "records.proof.read",
                "Consultation de la preuve d’un élément de votre passeport",
                str(entry_id),
            )
        )
        await work.commit()
    return proof
