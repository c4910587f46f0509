"""The entries of one passport in PostgreSQL; the person stands in every condition, and row-level security behind it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import Entry, EntryState, Kind, Nature
from passeport_records.domain.listing import EntryPage, EntryPosition, position_of, rank
from passeport_records.errors import EntryNotFound
from passeport_records.storage.doubles import hidden_doubles
from passeport_records.storage.entry_rows import SELECTED, read_entry, write_entry
from passeport_records.storage.tables import entry as table

__all__ = ["SqlEntries"]

# Written into the statement, so that the partial index `entry_listed` fits whatever plan is kept for it.
_ACTIVE = sa.literal(EntryState.ACTIVE.value, literal_execute=True)
# Made once: to put such a statement together takes longer than to run it.
_OF_PERSON = sa.select(*SELECTED).where(table.c.person_id.in_(sa.bindparam("person_ids", expanding=True)))
_PAGE = (
    _OF_PERSON.where(table.c.state == _ACTIVE)
    .order_by(table.c.rank.desc(), table.c.dated_on.desc(), table.c.id.desc())
    .limit(sa.bindparam("rows", type_=sa.Integer))
)


class SqlEntries:
    """Implements `passeport_records.usecases.ports.Entries`."""

    def __init__(self, connection: AsyncConnection, person_ids: Sequence[UUID]) -> None:
        """`person_ids` are all that the person has: those of whoever was merged into him are among them."""
        self._connection = connection
        self._person = {"person_ids": person_ids}

    async def page(
        self, kinds: Collection[Kind], limit: int, after: EntryPosition | None, *, guaranteed_only: bool = False
    ) -> EntryPage:
        """One page of the active entries of `kinds` (all when empty), kind by kind, from the position `after`."""
        query = _PAGE
        if kinds:
            query = query.where(table.c.kind.in_([kind.value for kind in kinds]))
        if guaranteed_only:
            query = query.where(table.c.nature == Nature.GUARANTEED.value)
        if after is not None:
            query = query.where(
                sa.tuple_(table.c.rank, table.c.dated_on, table.c.id)
                < sa.tuple_(sa.literal(rank(after.kind)), sa.literal(after.dated_on), sa.literal(after.id))
            )
        if len(self._person["person_ids"]) > 1:
            query = query.where(table.c.id.not_in(await hidden_doubles(self._connection, self._person["person_ids"])))
        rows = await self._connection.execute(query, {**self._person, "rows": limit + 1})
        found = tuple(read_entry(row) for row in rows)
        if len(found) <= limit:
            return EntryPage(found, None)
        return EntryPage(found[:limit], position_of(found[limit - 1]))

    async def get(self, entry_id: UUID) -> Entry:
        """Gets an entry, withdrawn ones too. Raises EntryNotFound."""
        row = (await self._connection.execute(_OF_PERSON.where(table.c.id == entry_id), self._person)).first()
        if row is None:
            raise EntryNotFound(entry_id)
        return read_entry(row)

    async def get_all(self, entry_ids: Sequence[UUID]) -> tuple[Entry, ...]:
        """Gets entries in the order asked. Raises EntryNotFound naming the first that is not of this passport."""
        query = _OF_PERSON.where(table.c.id.in_(set(entry_ids)))
        found = {row.id: row for row in await self._connection.execute(query, self._person)}
        for entry_id in entry_ids:
            if entry_id not in found:
                raise EntryNotFound(entry_id)
        return tuple(read_entry(found[entry_id]) for entry_id in entry_ids)

    async def employments(self) -> tuple[Entry, ...]:
        """The guaranteed employments that their source has not taken back."""
        query = _OF_PERSON.where(
            table.c.kind == Kind.EMPLOYMENT.value,
            table.c.nature == Nature.GUARANTEED.value,
            table.c.state == EntryState.ACTIVE.value,
        )
        return tuple(read_entry(row) for row in await self._connection.execute(query, self._person))

    async def add(self, entry: Entry) -> None:
        """Adds an entry."""
        await self._connection.execute(sa.insert(table).values(write_entry(entry)))

    async def replace(self, entry: Entry) -> bool:
        """Writes the next revision of an entry; False when the one before is not the one that is stored."""
        statement = sa.update(table).where(*self._is(entry, entry.revision - 1)).values(write_entry(entry))
        return (await self._connection.execute(statement)).rowcount == 1

    async def remove(self, entry: Entry) -> bool:
        """Deletes an entry; False when it has another revision by now, or is gone."""
        statement = sa.delete(table).where(*self._is(entry, entry.revision))
        return (await self._connection.execute(statement)).rowcount == 1

    @staticmethod
    def _is(entry: Entry, revision: int) -> tuple[sa.ColumnElement[bool], ...]:
        return table.c.person_id == entry.person_id, table.c.id == entry.id, table.c.revision == revision
