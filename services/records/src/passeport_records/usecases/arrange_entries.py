"""The holder puts the entries of a kind in his own order."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_records.domain.entry import Kind
from passeport_records.errors import FieldInvalid
from passeport_records.usecases.ports import OpenWork

__all__ = ["arrange_entries"]

MOST = 300


async def arrange_entries(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, kind: Kind, entry_ids: Sequence[UUID]
) -> None:
    """Lists the entries of a kind in the order given; those that are not named come before, the newest first.

    The last order given counts. Raises FieldInvalid naming each identifier that is none of the kind, or that is there
    twice.
    """
    if len(entry_ids) > MOST:
        raise FieldInvalid(FieldViolation("ids", f"are {len(entry_ids)}, at most {MOST} can be arranged", "TOO_MANY"))
    violations = [
        FieldViolation(f"ids[{number}]", "is named twice: remove one", "DUPLICATE")
        for number, entry_id in enumerate(entry_ids)
        if entry_id in entry_ids[:number]
    ]
    async with open_work(person_id) as work:
        known = await work.entries.lock(kind)
        violations += [
            FieldViolation(f"ids[{number}]", "is no entry of this kind in the passport", "NOT_IN_PASSPORT")
            for number, entry_id in enumerate(entry_ids)
            if entry_id not in known
        ]
        if violations:
            raise FieldInvalid(*violations)
        await work.entries.arrange(kind, entry_ids)
        purpose = "Classement des éléments de votre passeport"
        await work.accesses.record(by_holder(person_id, clock(), "records.entry.arrange", purpose))
        await work.commit()
