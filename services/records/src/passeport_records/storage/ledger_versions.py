"""Versions as the database has them by now, each with its entry, its file, its text and its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
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
T = TypeVar("T")

# What reading a row raises that none of ours wrote so.
_UNREADABLE = (LookupError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Version:
    """A version by its person, entry and number, and what there is of it; what is missing is None.

    `former` is the entry as it was before, by what is kept of it. `unread` names those of `step`, `entry`, `batch` and
    `former` that are there, and None because they cannot be read. `former_lost`: it was kept, and is not there.
    """

    key: Key
    step: Step | None
    said: str | None
    entry: Entry | None
    batch: Batch | None
    person_key: bytes | None
    former: Entry | None = None
    unread: frozenset[str] = frozenset()
    former_lost: bool = False


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
    """What there is of these versions, in their order. Rows that cannot be read are named, and raise nothing."""
    persons = {person_id for person_id, _, _ in keys}
    rows = {(row.person_id, row.entry_id, row.revision): row for row in await _steps(connection, keys)}
    entries = await _entries(connection, {(key[0], key[1]) for key in keys})
    batches = await _batches(connection, {row.batch_id for row in rows.values()})
    person_keys = await read_keys(connection, persons)
    return [_version(key, rows.get(key), entries, batches, person_keys.get(key[0])) for key in keys]


def _version(
    key: Key,
    row: sa.Row[Any] | None,
    entries: Mapping[UUID, Entry | None],
    batches: Mapping[UUID, Batch | None],
    person_key: bytes | None,
) -> Version:
    now = entries.get(key[1])
    if row is None:
        return Version(key, None, None, now, None, person_key)
    of = batches.get(row.batch_id)
    step = _read(lambda: read_step(row, of.file_name if of else ""))
    former = None
    if row.before is not None and now is not None:
        former = _read(lambda: entry_rows.read_before(row.before, Held(now)).entry)
    unread_parts = {
        "step": step is None,
        "entry": key[1] in entries and now is None,
        "batch": row.batch_id in batches and of is None,
        "former": row.before is not None and now is not None and former is None,
    }
    unread = frozenset(part for part, is_unread in unread_parts.items() if is_unread)
    # Versions of this service that kept nothing of the one before did not keep either what lines told.
    lost = key[2] > 1 and row.told is not None and row.before is None
    return Version(key, step, row.said, now, of, person_key, former, unread, lost)


def _read(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except _UNREADABLE:
        return None


async def _steps(connection: AsyncConnection, keys: Sequence[Key]) -> Sequence[sa.Row[Any]]:
    columns = provenance_step.c
    wanted = _table(keys)
    matches = sa.and_(*(columns[name] == wanted.c[name] for name in ("person_id", "entry_id", "revision")))
    query = sa.select(provenance_step).join_from(wanted, provenance_step, matches)
    return (await connection.execute(query)).all()


async def _entries(connection: AsyncConnection, keys: set[tuple[UUID, UUID]]) -> dict[UUID, Entry | None]:
    """Those that are there; None is one that cannot be read."""
    wanted = _table([(person_id, entry_id, 0) for person_id, entry_id in keys])
    matches = sa.and_(entry.c.person_id == wanted.c.person_id, entry.c.id == wanted.c.entry_id)
    query = sa.select(*entry_rows.SELECTED).join_from(wanted, entry, matches)
    return {row.id: _read(partial(entry_rows.read_entry, row)) for row in await connection.execute(query)}


async def _batches(connection: AsyncConnection, ids: set[UUID]) -> dict[UUID, Batch | None]:
    """Those that are there; None is one that cannot be read."""
    wanted = sa.any_(sa.literal(list(ids), ARRAY(sa.Uuid)))
    query = sa.select(*batch_rows.SELECTED).where(batch.c.id == wanted)
    return {row.id: _read(partial(batch_rows.read_batch, row)) for row in await connection.execute(query)}


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
