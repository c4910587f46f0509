"""Guaranteed entries in PostgreSQL: a thousand items of a file in a handful of statements.

Two files that speak of the same entries at once: rows that exist are locked, in the order of their keys; keys that do
not exist yet are inserted before anything else, in the same order. So one waits for the other, and never both.

One case is left: an entry that goes on in the stead of others is known, and locked, after these. Two who wait for each
other then are told apart by PostgreSQL after a second, and the one that it ends begins anew at once (KeysTaken).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.batch import Batch
from passeport_records.domain.harvest import Confirmation, EntryStep, Harvest, Held, SourceKey, going_on
from passeport_records.domain.provenance import Source
from passeport_records.storage.ahead import Statement, execute_all
from passeport_records.storage.batch_rows import write_report
from passeport_records.storage.entry_rows import HELD, among, read_held, write_before, write_held
from passeport_records.storage.leaves import Openings, SqlLeaves, in_line
from passeport_records.storage.rows import Given, Row, inserting, insertion, sent
from passeport_records.storage.tables import (
    batch_item,
    confirmation,
    entry,
    entry_source,
    ledger_queue,
    provenance_step,
)
from passeport_records.storage.tellings import write_said
from passeport_records.usecases.ports import KeysTaken

__all__ = ["SqlGuaranteedEntries", "told_apart"]

_KEY = ("sender_key", "sender", "source")
_DEADLOCK = "40P01"
_UNCHANGING = frozenset({"person_id", "id", "nature", "kind", "created_at", "rank"})


@contextmanager
def told_apart() -> Iterator[None]:
    """Raises KeysTaken where another transaction waits for what this one has locked, and this one for that."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _DEADLOCK:
            raise KeysTaken from error
        raise


class SqlGuaranteedEntries:
    """Implements `passeport_records.usecases.ports.GuaranteedEntries`."""

    def __init__(self, connection: AsyncConnection, leaves: SqlLeaves | None = None) -> None:
        """`leaves`: what enters each version in the ledger; none: there is no ledger."""
        self._connection = connection
        self._leaves = leaves

    async def find(self, keys: Collection[SourceKey]) -> Mapping[SourceKey, Held]:
        """The entries that have these keys, locked until the end of the transaction; unknown keys are left out.

        Where another entry goes on in the stead of one, it is that one which has its keys. Raises KeysTaken when
        another transaction, which goes on, waits for what this one has locked.
        """
        if not keys:
            return {}
        with told_apart():
            return await self._find(keys)

    async def _find(self, keys: Collection[SourceKey]) -> Mapping[SourceKey, Held]:
        values, alike = sent(entry_source, [_key_row(key) for key in keys])
        found = {
            SourceKey(Source(row.source), row.sender, row.sender_key): read_held(row)
            for row in await self._connection.execute(_search(alike), values)
        }
        if any(held.continued_by for held in found.values()):
            return await self._continued(found)
        return found

    async def _continued(self, found: Mapping[SourceKey, Held]) -> Mapping[SourceKey, Held]:
        known = {held.entry.id: held for held in found.values()}
        asked = list(known.values())
        while missing := {
            (held.entry.person_id, held.continued_by)
            for held in asked
            if held.continued_by and held.continued_by not in known
        }:
            query = sa.select(*HELD).where(among(missing, entry.c.person_id, entry.c.id))
            query = query.order_by(entry.c.person_id, entry.c.id).with_for_update()
            asked = [read_held(row) for row in await self._connection.execute(query)]
            known |= {held.entry.id: held for held in asked}
        return {key: going_on(held, known) for key, held in found.items()}

    async def write(self, batch: Batch, harvest: Harvest) -> None:
        """Writes a harvest. Raises KeysTaken when one of its keys was given to another entry meanwhile."""
        taken, *_ = [*await execute_all(self._connection, _entries(batch, harvest)), 0]
        if harvest.keys and taken != len(harvest.keys):
            raise KeysTaken
        openings = None
        if self._leaves is not None and harvest.steps:
            openings = await self._leaves.openings(harvest.steps)
        await execute_all(self._connection, _story(batch, harvest, openings))


def _entries(batch: Batch, harvest: Harvest) -> Iterator[Statement]:
    if harvest.keys:
        keys = [
            {**_key_row(key), "person_id": harvest.keys[key].person_id, "entry_id": harvest.keys[key].id}
            # As keys compare, and many times as quick.
            for key in sorted(harvest.keys, key=attrgetter("source", "sender", "key"))
        ]
        values, alike = sent(entry_source, keys)
        yield insertion(entry_source, tuple(keys[0]), alike).on_conflict_do_nothing(), values
    touched = {"touched_by": batch.id}
    if harvest.added:
        yield inserting(entry, [write_held(held) | touched for held in harvest.added.values()])
    if harvest.changed:
        changed = [write_held(held) | touched for held in harvest.changed.values()]
        values, alike = sent(entry, changed)
        yield _update(tuple(changed[0]), alike), values


def _story(batch: Batch, harvest: Harvest, openings: Openings | None) -> Iterator[Statement]:
    if harvest.steps:
        steps = [_step_row(batch.id, step) for step in harvest.steps]
        if openings is not None:
            written = openings.write_out([(batch, step) for step in harvest.steps])
            yield inserting(ledger_queue, in_line(batch, harvest.steps, written))
            steps = [{**step, "said": said} for step, (said, _) in zip(steps, written, strict=True)]
        yield inserting(provenance_step, steps)
    if harvest.confirmations:
        yield inserting(confirmation, [_confirmation_row(batch.id, each) for each in harvest.confirmations])
    if harvest.reports:
        yield inserting(batch_item, [write_report(batch.id, report) for report in harvest.reports])


@lru_cache(maxsize=50)
def _search(alike: frozenset[str]) -> sa.Select[*tuple[Any, ...]]:
    wanted = Given(entry_source, _KEY, alike)
    # One by one through the index, which `limit` makes sure of: of a table that fills as we look the planner knows too
    # little, and would rather read all that a sender ever sent, for every chunk.
    known = (
        sa.select(*(entry_source.c[name] for name in (*_KEY, "person_id", "entry_id")))
        .where(*(entry_source.c[name] == wanted[name] for name in _KEY))
        .limit(sa.literal_column("1"))
        .lateral("known")
    )
    return (
        sa.select(*(known.c[name] for name in _KEY), *HELD)
        .select_from(wanted.rows)
        .join(known, sa.true())
        .join(entry, sa.and_(entry.c.person_id == known.c.person_id, entry.c.id == known.c.entry_id))
        .order_by(entry.c.person_id, entry.c.id)
        .with_for_update(of=entry)
    )


@lru_cache(maxsize=50)
def _update(names: tuple[str, ...], alike: frozenset[str]) -> sa.Update:
    given = Given(entry, names, alike)
    return (
        sa.update(entry)
        .where(entry.c.person_id == given["person_id"], entry.c.id == given["id"])
        .values({name: given[name] for name in names if name not in _UNCHANGING})
    )


def _key_row(key: SourceKey) -> Row:
    return {"sender_key": key.key, "sender": key.sender, "source": key.source.value}


def _step_row(batch_id: UUID, noted: EntryStep) -> dict[str, object]:
    step = noted.step
    return {
        "person_id": noted.entry.person_id,
        "entry_id": noted.entry.id,
        "revision": step.revision,
        "change": step.change.value,
        "cause": step.cause,
        "batch_id": batch_id,
        "line": step.line,
        "sender_key": step.sender_key,
        "format_version": step.format_version,
        "received_at": step.received_at,
        "made_at": step.made_at,
        "before": None if noted.before is None else write_before(noted.before),
        "told": write_said(noted.said, noted.entry.content),
    }


def _confirmation_row(batch_id: UUID, noted: Confirmation) -> dict[str, object]:
    return {
        "entry_id": noted.entry.id,
        "person_id": noted.entry.person_id,
        "batch_id": batch_id,
        "line": noted.said.line,
        "revision": noted.entry.revision,
        "told": write_said(noted.said, noted.entry.content, noted.content),
    }
