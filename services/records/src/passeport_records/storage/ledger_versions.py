"""Versions as the database has them by now, each with its entry, its file, its text and its key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.batch import Batch
from passeport_records.domain.entry import Entry
from passeport_records.domain.harvest import Held
from passeport_records.domain.provenance import Step
from passeport_records.storage import batch_rows, entry_rows
from passeport_records.storage.leaves import read_keys
from passeport_records.storage.provenances import read_step
from passeport_records.storage.tables import batch, entry, ledger_place, provenance_step

__all__ = ["Version", "placed_among", "placed_between", "versions_of"]

Key = tuple[UUID, UUID, int]


@dataclass(frozen=True, slots=True)
class Version:
    """A version by its person, entry and number, and what there is of it; what is missing is None.

    `former` is the entry as it was before, by the row that is kept of it.
    """

    key: Key
    step: Step | None
    said: str | None
    entry: Entry | None
    batch: Batch | None
    person_key: bytes | None
    former: Entry | None = None


async def placed_between(connection: AsyncConnection, first: int, end: int) -> dict[int, Key]:
    """Which version stands at each index from `first` on, before `end`."""
    columns = ledger_place.c
    query = sa.select(columns.index, columns.person_id, columns.entry_id, columns.revision)
    query = query.where(columns.index >= first, columns.index < end)
    return {at: (person, of, revision) for at, person, of, revision in await connection.execute(query)}


async def placed_among(connection: AsyncConnection, keys: Sequence[Key]) -> set[Key]:
    """Those of these versions that have a place in the log."""
    columns, wanted = ledger_place.c, _table(keys)
    matches = sa.and_(*(columns[name] == wanted.c[name] for name in ("person_id", "entry_id", "revision")))
    query = sa.select(columns.person_id, columns.entry_id, columns.revision).join_from(wanted, ledger_place, matches)
    return {(person_id, entry_id, revision) for person_id, entry_id, revision in await connection.execute(query)}


async def versions_of(connection: AsyncConnection, keys: Sequence[Key]) -> list[Version]:
    """What there is of these versions, in their order."""
    persons = {person_id for person_id, _, _ in keys}
    found = {(row.person_id, row.entry_id, row.revision): row for row in await _steps(connection, keys)}
    entries = {one.id: one for one in await _entries(connection, {(key[0], key[1]) for key in keys})}
    batches = {one.id: one for one in await _batches(connection, {row.batch_id for row in found.values()})}
    person_keys = await read_keys(connection, persons)
    versions = []
    for key in keys:
        row = found.get(key)
        of = None if row is None else batches.get(row.batch_id)
        step = None if row is None else read_step(row, of.file_name if of else "")
        said = None if row is None else row.said
        entry_now = entries.get(key[1])
        versions.append(Version(key, step, said, entry_now, of, person_keys.get(key[0]), _former(row, entry_now)))
    return versions


def _former(row: sa.Row[Any] | None, entry_now: Entry | None) -> Entry | None:
    if row is None or row.before is None or entry_now is None:
        return None
    return entry_rows.read_before(row.before, Held(entry_now)).entry


async def _steps(connection: AsyncConnection, keys: Sequence[Key]) -> Sequence[sa.Row[Any]]:
    columns = provenance_step.c
    wanted = _table(keys)
    matches = sa.and_(*(columns[name] == wanted.c[name] for name in ("person_id", "entry_id", "revision")))
    query = sa.select(provenance_step).join_from(wanted, provenance_step, matches)
    return (await connection.execute(query)).all()


async def _entries(connection: AsyncConnection, keys: set[tuple[UUID, UUID]]) -> list[Entry]:
    wanted = _table([(person_id, entry_id, 0) for person_id, entry_id in keys])
    matches = sa.and_(entry.c.person_id == wanted.c.person_id, entry.c.id == wanted.c.entry_id)
    query = sa.select(*entry_rows.SELECTED).join_from(wanted, entry, matches)
    return [entry_rows.read_entry(row) for row in await connection.execute(query)]


async def _batches(connection: AsyncConnection, ids: set[UUID]) -> list[Batch]:
    wanted = sa.any_(sa.literal(list(ids), ARRAY(sa.Uuid)))
    query = sa.select(*batch_rows.SELECTED).where(batch.c.id == wanted)
    return [batch_rows.read_batch(row) for row in await connection.execute(query)]


def _table(keys: Sequence[Key]) -> sa.TableValuedAlias:
    return (
        sa.func.unnest(
            sa.literal([person_id for person_id, _, _ in keys], ARRAY(sa.Uuid)),
            sa.literal([entry_id for _, entry_id, _ in keys], ARRAY(sa.Uuid)),
            sa.literal([revision for _, _, revision in keys], ARRAY(sa.BigInteger)),
        )
        .table_valued(
            sa.column("person_id", sa.Uuid), sa.column("entry_id", sa.Uuid), sa.column("revision", sa.BigInteger)
        )
        .alias("wanted")
        .render_derived()
    )
