"""On what the contracts of persons stand whose tellings are no longer kept one by one, in PostgreSQL.

Written by the owner of the tables, who takes these tellings away (decision 46).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import Entry
from passeport_records.domain.harvest import Held
from passeport_records.domain.known import Known
from passeport_records.domain.tellings import Ground, Strand
from passeport_records.storage.entry_rows import read_before, write_before
from passeport_records.storage.ground_table import ground as table
from passeport_records.storage.tellings import read_key, write_key

__all__ = ["read_grounds", "write_grounds"]


async def read_grounds(connection: AsyncConnection, models: Mapping[UUID, Entry]) -> dict[UUID, Ground]:
    """The grounds of persons; a contract of each gives what all of his share. Persons without one are left out."""
    persons = sa.any_(sa.literal(sorted(models), ARRAY(sa.Uuid)))
    rows = await connection.execute(sa.select(table).where(table.c.person_id == persons))
    return {
        row.person_id: Ground(row.turn, [_read(said, models[row.person_id]) for said in row.contracts]) for row in rows
    }


async def write_grounds(connection: AsyncConnection, grounds: Mapping[UUID, Ground]) -> None:
    """Puts the grounds of some persons in the place of those before."""
    if not grounds:
        return
    rows = [
        {"person_id": person_id, "turn": ground.turn, "contracts": [_write(strand) for strand in ground.strands]}
        for person_id, ground in grounds.items()
    ]
    written = insert(table).values(rows)
    changed = {"turn": written.excluded.turn, "contracts": written.excluded.contracts}
    await connection.execute(written.on_conflict_do_update(index_elements=["person_id"], set_=changed))


def _write(strand: Strand) -> dict[str, Any]:
    return {
        "said": write_before(Held(strand.entry, strand.known)),
        "keys": sorted(map(write_key, strand.keys)),
        "under": sorted(map(str, strand.under)),
    }


def _read(row: Mapping[str, Any], model: Entry) -> Strand:
    held = read_before(row["said"], Held(model))
    return Strand(held.entry, held.known or Known(), set(map(read_key, row["keys"])), set(map(UUID, row["under"])))
