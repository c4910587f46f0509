"""The entries that the holder chose, for a publication."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_records.domain.entry import Entry
from passeport_records.errors import FieldInvalid
from passeport_records.usecases.label_entries import label_entries
from passeport_records.usecases.ports import OpenWork

__all__ = ["batch_get_entries"]

MOST = 300


async def batch_get_entries(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, entry_ids: Sequence[UUID]
) -> tuple[Entry, ...]:
    """The entries in the order asked; each reading is logged for the holder (R6323-40).

    Raises EntryNotFound naming the first that is not his, FieldInvalid for more than 300.
    """
    if len(entry_ids) > MOST:
        raise FieldInvalid(
            FieldViolation("ids", f"are {len(entry_ids)}, at most {MOST} can be asked at once", "TOO_MANY")
        )
    async with open_work(person_id) as work:
        entries = await work.entries.get_all(entry_ids)
        now = clock()
        await work.accesses.record(
            *(
                by_holder(
                    person_id,
                    now,
                    "records.entry.read",
                    "Lecture d’un élément de votre passeport que vous avez choisi",
                    str(entry_id),
                )
                for entry_id in dict.fromkeys(entry_ids)
            )
        )
        shown = await label_entries(work, entries)
        await work.commit()
    return shown
