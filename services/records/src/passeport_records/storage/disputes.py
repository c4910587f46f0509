"""What holders contest, in PostgreSQL: for one passport, and for sources and feeds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.batch import Sender
from passeport_records.domain.dispute import Dispute
from passeport_records.domain.dispute_accesses import LISTED
from passeport_records.domain.entry import Entry, EntryState, Kind
from passeport_records.errors import DisputeNotFound, EntryNotFound
from passeport_records.storage import entry_rows
from passeport_records.storage.dispute_rows import SELECTED, read_dispute, write_dispute
from passeport_records.storage.dispute_table import dispute as table
from passeport_records.storage.tables import access, batch, entry, provenance_step
from passeport_records.usecases.dispute_ports import Contested, DisputePage

__all__ = ["CONTESTED_IDS", "SHOWN", "SqlDisputes", "SqlSourceDisputes", "read_shown"]

_OPEN = table.c.closed_at.is_(None)
_OTHER = table.alias("other")
CONTESTED_IDS = sa.select(table.c.entry_id).where(
    table.c.person_id.in_(sa.bindparam("person_ids", expanding=True)), _OPEN
)
"""The entries of which a dispute is open."""
SHOWN = (*entry_rows.SELECTED, entry.c.id.in_(CONTESTED_IDS).label("contested"))
"""The columns that `read_shown` needs; a query that has them is given `person_ids`."""
# As arrays: a chunk of a file changes up to two thousand entries, and nearly never one that is contested.
_GIVEN = (
    sa.func.unnest(sa.bindparam("given_persons", type_=ARRAY(sa.Uuid)), sa.bindparam("given_ids", type_=ARRAY(sa.Uuid)))
    .table_valued(sa.column("person_id", sa.Uuid), sa.column("entry_id", sa.Uuid), name="given")
    .render_derived()
)
_OPEN_OF = (
    sa.select(*SELECTED)
    .join(_GIVEN, sa.and_(_GIVEN.c.person_id == table.c.person_id, _GIVEN.c.entry_id == table.c.entry_id))
    .where(_OPEN)
    .order_by(table.c.person_id, table.c.id)
    .with_for_update(of=table)
)
# Where none is open of the entry: what ended them is no longer said.
_UNSETTLED = (
    sa.select(*SELECTED)
    .join(_GIVEN, sa.and_(_GIVEN.c.person_id == table.c.person_id, _GIVEN.c.entry_id == table.c.entry_id))
    .join(batch, batch.c.id == table.c.settled_by)
    .where(
        batch.c.rollback_began_at.is_not(None),
        ~sa.exists().where(
            _OTHER.c.person_id == table.c.person_id, _OTHER.c.entry_id == table.c.entry_id, _OTHER.c.closed_at.is_(None)
        ),
    )
    .order_by(table.c.person_id, table.c.id.desc())
    .with_for_update(of=table)
)
_TODAY = sa.text("(now() AT TIME ZONE 'Europe/Paris')::date")


def read_shown(row: sa.Row[*tuple[Any, ...]]) -> Entry:
    """The entry of a row as its holder reads it: with whether he contests it."""
    found = entry_rows.read_entry(row)
    return replace(found, contested=True) if row.contested else found


async def _page(
    connection: AsyncConnection, query: sa.Select[*tuple[Any, ...]], limit: int, after: UUID | None
) -> DisputePage:
    if after is not None:
        query = query.where(table.c.id < after)
    rows = await connection.execute(query.order_by(table.c.id.desc()).limit(limit + 1))
    found = tuple(read_dispute(row) for row in rows)
    return DisputePage(found[:limit], found[limit - 1].id if len(found) > limit else None)


async def _save(connection: AsyncConnection, dispute: Dispute) -> None:
    one = (table.c.person_id == dispute.person_id, table.c.id == dispute.id)
    await connection.execute(sa.update(table).where(*one).values(write_dispute(dispute)))


class SqlDisputes:
    """Implements `passeport_records.usecases.dispute_ports.Disputes`."""

    def __init__(self, connection: AsyncConnection, person_ids: Sequence[UUID]) -> None:
        self._connection = connection
        self._person_ids = person_ids
        self._mine = sa.select(*SELECTED).where(table.c.person_id.in_(person_ids))

    async def lock_entry(self, entry_id: UUID) -> Entry:
        """Gets an entry that no feed changes until the end of the transaction. Raises EntryNotFound."""
        query = sa.select(*entry_rows.SELECTED).where(
            entry.c.person_id.in_(self._person_ids),
            entry.c.id == entry_id,
            entry.c.state != EntryState.DELETED.value,
        )
        row = (await self._connection.execute(query.with_for_update())).first()
        if row is None:
            raise EntryNotFound(entry_id)
        return entry_rows.read_entry(row)

    async def add(self, dispute: Dispute) -> UUID | None:
        """Adds a dispute; None, or the one of the same entry that is open already, in whose stead nothing is added."""
        added = insert(table).values(write_dispute(dispute)).on_conflict_do_nothing().returning(table.c.id)
        if (await self._connection.execute(added)).first() is not None:
            return None
        query = sa.select(table.c.id).where(
            table.c.person_id == dispute.person_id, table.c.entry_id == dispute.entry_id, _OPEN
        )
        found: UUID = (await self._connection.execute(query)).scalar_one()
        return found

    async def get(self, dispute_id: UUID) -> Dispute:
        """Gets a dispute, locked until the end of the transaction. Raises DisputeNotFound."""
        row = (await self._connection.execute(self._mine.where(table.c.id == dispute_id).with_for_update())).first()
        if row is None:
            raise DisputeNotFound(dispute_id)
        return read_dispute(row)

    async def page(self, entry_id: UUID | None, limit: int, after: UUID | None) -> DisputePage:
        """Those of an entry, or all, the newest first."""
        query = self._mine if entry_id is None else self._mine.where(table.c.entry_id == entry_id)
        return await _page(self._connection, query, limit, after)

    async def of_entries(self, entry_ids: Collection[UUID]) -> Sequence[Dispute]:
        """Those of some entries, the newest first."""
        query = self._mine.where(table.c.entry_id.in_(entry_ids)).order_by(table.c.id.desc())
        return [read_dispute(row) for row in await self._connection.execute(query)]

    async def save(self, dispute: Dispute) -> None:
        """Writes the next revision of a dispute that `get` has locked."""
        await _save(self._connection, dispute)


class SqlSourceDisputes:
    """Implements `passeport_records.usecases.dispute_ports.SourceDisputes`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def page(
        self,
        siren: str | None,
        limit: int,
        after: UUID | None,
        *,
        open_only: bool = False,
        due_before: date | None = None,
    ) -> DisputePage:
        """Those that a legal person is to answer, or all without one, the newest first."""
        query = sa.select(*SELECTED).where(*_to(siren))
        if open_only:
            query = query.where(_OPEN)
        if due_before is not None:
            query = query.where(table.c.due_on < due_before)
        return await _page(self._connection, query, limit, after)

    async def listed_since(self, since: datetime, disputes: Sequence[Dispute], sender: Sender) -> Collection[UUID]:
        """Those of which their holders can read that a sender was handed them in a list, at or after `since`."""
        query = sa.select(access.c.resource_id).where(
            access.c.person_id
            == sa.any_(sa.bindparam("persons", [each.person_id for each in disputes], ARRAY(sa.Uuid))),
            access.c.at >= since,
            access.c.action == LISTED,
            access.c.actor_id == sender.client_id,
        )
        return {UUID(each) for each in await self._connection.scalars(query)}

    async def get(self, siren: str | None, dispute_id: UUID) -> Contested:
        """One of these, locked until the end of the transaction. Raises DisputeNotFound."""
        shown = sa.true() if siren is None else sa.and_(_OPEN, _still_of(siren))
        query = (
            sa.select(*SELECTED, *entry_rows.SELECTED, shown.label("shown"))
            .join(entry, sa.and_(entry.c.person_id == table.c.person_id, entry.c.id == table.c.entry_id))
            .where(table.c.id == dispute_id, *_to(siren))
            .with_for_update(of=table)
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            raise DisputeNotFound(dispute_id)
        return Contested(read_dispute(row), entry_rows.read_entry(row) if row.shown else None)

    async def save(self, dispute: Dispute) -> None:
        """Writes the next revision of a dispute that is locked."""
        await _save(self._connection, dispute)

    async def open_of(self, entries: Collection[tuple[UUID, UUID]]) -> Sequence[Dispute]:
        """The open disputes of entries (person and entry), locked until the end of the transaction."""
        return await self._of(_OPEN_OF, entries)

    async def unsettled_of(self, entries: Collection[tuple[UUID, UUID]]) -> Sequence[Dispute]:
        """The disputes that a batch ended which is undone, of entries without an open one, the newest first; locked."""
        return await self._of(_UNSETTLED, entries)

    async def _of(
        self, query: sa.Select[*tuple[Any, ...]], entries: Collection[tuple[UUID, UUID]]
    ) -> Sequence[Dispute]:
        persons, ids = zip(*entries, strict=True)
        rows = await self._connection.execute(query, {"given_persons": list(persons), "given_ids": list(ids)})
        return [read_dispute(row) for row in rows]

    async def move(self, dispute: Dispute, entry_id: UUID) -> bool:
        """Makes a dispute be about the entry that goes on in the stead of its own; False if that one has another."""
        other = table.alias("other")
        taken = sa.select(other.c.id).where(
            other.c.person_id == dispute.person_id, other.c.entry_id == entry_id, other.c.closed_at.is_(None)
        )
        statement = (
            sa.update(table)
            .where(table.c.person_id == dispute.person_id, table.c.id == dispute.id, ~taken.exists())
            .values(entry_id=entry_id, revision=table.c.revision + 1)
        )
        return (await self._connection.execute(statement)).rowcount == 1

    async def overdue(self) -> Mapping[str, int]:
        """How many open disputes are overdue today, by source."""
        query = sa.select(table.c.source, sa.func.count()).where(_OPEN, table.c.due_on < _TODAY)
        rows = await self._connection.execute(query.group_by(table.c.source))
        return {row[0]: row[1] for row in rows}


def _to(siren: str | None) -> tuple[sa.ColumnElement[bool], ...]:
    return () if siren is None else (sa.or_(table.c.sender_siren == siren, table.c.employer_siren == siren),)


def _still_of(siren: str) -> sa.ColumnElement[bool]:
    """Whether what an entry says by now was said by a legal person, or of a contract of its own."""
    step = provenance_step.alias("last")
    newest = (
        sa.select(batch.c.sender_siret)
        .join(step, step.c.batch_id == batch.c.id)
        .where(step.c.person_id == entry.c.person_id, step.c.entry_id == entry.c.id)
        .order_by(step.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    own_contract = sa.and_(sa.func.left(entry.c.organisation_siret, 9) == siren, entry.c.kind == Kind.EMPLOYMENT.value)
    return sa.or_(sa.func.left(newest, 9) == siren, own_contract)
