"""The entries of one passport in PostgreSQL; the person stands in every condition, and row-level security behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import Entry, EntryState, Kind, Nature
from passeport_records.domain.listing import EntryPage, EntryPosition, position_of, rank
from passeport_records.errors import EntryNotFound
from passeport_records.storage.disputes import CONTESTED_IDS, SHOWN, read_shown
from passeport_records.storage.doubles import hidden_doubles
from passeport_records.storage.entry_rows import write_declared
from passeport_records.storage.joinings import JOINED_IDS
from passeport_records.storage.tables import entry as table

__all__ = ["SqlEntries"]

# Made once: to put such a statement together takes longer than to run it.
_OF_PERSON = sa.select(*SHOWN).where(table.c.person_id.in_(sa.bindparam("person_ids", expanding=True)))
# The state is written into the statement, so that the partial index `entry_placed` fits whatever plan is kept for it.
_OF_STATE = {
    state: _OF_PERSON.where(table.c.state == sa.literal(state.value, literal_execute=True)) for state in EntryState
}
_ORDER = (table.c.rank, table.c.place, table.c.dated_on, table.c.id)
_PAGE = {
    state: query.order_by(*(column.desc() for column in _ORDER)).limit(sa.bindparam("rows", type_=sa.Integer))
    for state, query in _OF_STATE.items()
}
# What is joined to a guaranteed entry is listed by that one.
_PAGE[EntryState.ACTIVE] = _PAGE[EntryState.ACTIVE].where(table.c.id.not_in(JOINED_IDS))
_DELETED = EntryState.DELETED.value
_NOT_SHOWN = (EntryState.DRAFT.value, _DELETED)


class SqlEntries:
    """Implements `passeport_records.usecases.ports.Entries`."""

    def __init__(self, connection: AsyncConnection, person_ids: Sequence[UUID]) -> None:
        """`person_ids` are all that the person has: those of whoever was merged into him are among them."""
        self._connection = connection
        self._person = {"person_ids": person_ids}

    async def page(
        self,
        kinds: Collection[Kind],
        limit: int,
        after: EntryPosition | None,
        *,
        guaranteed_only: bool = False,
        uncontested_only: bool = False,
        state: EntryState = EntryState.ACTIVE,
    ) -> EntryPage:
        """One page of the entries of `kinds` (all when empty) in a state, kind by kind, from the position `after`."""
        query = _PAGE[state]
        if kinds:
            query = query.where(table.c.kind.in_([kind.value for kind in kinds]))
        if guaranteed_only:
            query = query.where(table.c.nature == Nature.GUARANTEED.value)
        if uncontested_only:
            query = query.where(table.c.id.not_in(CONTESTED_IDS))
        if after is not None:
            position = (rank(after.kind), after.place, after.dated_on, after.id)
            query = query.where(sa.tuple_(*_ORDER) < sa.tuple_(*map(sa.literal, position)))
        if hidden := await hidden_doubles(self._connection, self._person["person_ids"]):
            query = query.where(table.c.id.not_in(hidden))
        rows = await self._connection.execute(query, {**self._person, "rows": limit + 1})
        found = tuple(read_shown(row) for row in rows)
        if len(found) <= limit:
            return EntryPage(found, None)
        return EntryPage(found[:limit], position_of(found[limit - 1]))

    async def get(self, entry_id: UUID, *, deleted: bool = False) -> Entry:
        """Gets an entry, withdrawn ones and drafts too, and with `deleted` also deleted ones. Raises EntryNotFound."""
        row = (await self._connection.execute(_OF_PERSON.where(table.c.id == entry_id), self._person)).first()
        if row is None or (row.state == _DELETED and not deleted):
            raise EntryNotFound(entry_id)
        return read_shown(row)

    async def get_all(self, entry_ids: Sequence[UUID]) -> tuple[Entry, ...]:
        """Gets entries in the order asked, to be shown to others: drafts and deleted ones are not there.

        Raises EntryNotFound naming the first that is not of this passport.
        """
        query = _OF_PERSON.where(table.c.id.in_(set(entry_ids)), table.c.state.not_in(_NOT_SHOWN))
        found = {row.id: row for row in await self._connection.execute(query, self._person)}
        for entry_id in entry_ids:
            if entry_id not in found:
                raise EntryNotFound(entry_id)
        return tuple(read_shown(found[entry_id]) for entry_id in entry_ids)

    async def everything(self, limit: int, after: UUID | None) -> tuple[Entry, ...]:
        """Up to `limit` entries in whatever state, the oldest first, after the one with the identifier `after`."""
        query = _OF_PERSON.order_by(table.c.id).limit(limit)
        if after is not None:
            query = query.where(table.c.id > after)
        return tuple(read_shown(row) for row in await self._connection.execute(query, self._person))

    async def employments(self) -> tuple[Entry, ...]:
        """The guaranteed employments that their source has not taken back."""
        query = _OF_PERSON.where(
            table.c.kind == Kind.EMPLOYMENT.value,
            table.c.nature == Nature.GUARANTEED.value,
            table.c.state == EntryState.ACTIVE.value,
        )
        return tuple(read_shown(row) for row in await self._connection.execute(query, self._person))

    async def add(self, entry: Entry) -> None:
        """Adds an entry."""
        await self._connection.execute(sa.insert(table).values(write_declared(entry)))

    async def replace(self, entry: Entry) -> bool:
        """Writes the next revision of an entry; False when the one before is not the one that is stored."""
        statement = sa.update(table).where(*self._is(entry, entry.revision - 1)).values(write_declared(entry))
        return (await self._connection.execute(statement)).rowcount == 1

    async def lock(self, kind: Kind) -> Collection[UUID]:
        """The entries of a kind, deleted ones aside, which nobody else changes until the end of the transaction."""
        query = sa.select(table.c.id).where(*self._arranged(kind))
        # In the order in which feeds lock.
        query = query.order_by(table.c.person_id, table.c.id).with_for_update()
        return set(await self._connection.scalars(query))

    async def arrange(self, kind: Kind, entry_ids: Sequence[UUID]) -> None:
        """Gives the entries of a kind their places: those named in this order, all others none."""
        named = sa.literal(list(entry_ids), ARRAY(sa.Uuid))
        place = sa.func.coalesce(-sa.func.array_position(named, table.c.id), 0)
        statement = sa.update(table).where(*self._arranged(kind), table.c.place != place).values(place=place)
        await self._connection.execute(statement)

    def _arranged(self, kind: Kind) -> tuple[sa.ColumnElement[bool], ...]:
        mine = table.c.person_id.in_(self._person["person_ids"])
        return mine, table.c.kind == kind.value, table.c.state != _DELETED

    @staticmethod
    def _is(entry: Entry, revision: int) -> tuple[sa.ColumnElement[bool], ...]:
        return table.c.person_id == entry.person_id, table.c.id == entry.id, table.c.revision == revision
