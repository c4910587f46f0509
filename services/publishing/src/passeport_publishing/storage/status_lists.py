"""Status lists in PostgreSQL: entries are rows, and the bits are read off the publications' states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.domain.publication import State
from passeport_publishing.domain.status import LIST_CAPACITY, Purpose, StatusEntry, draw_indices
from passeport_publishing.storage.tables import publication, status_entry, status_list
from passeport_publishing.usecases.ports import IndexTaken

__all__ = ["SqlStatusLists", "take_entries"]

# In a list at most half full, all of so many being taken is a matter of once in four billion.
_DRAWN_AT_ONCE = 32
_BIT_IS_SET = {
    Purpose.REFRESH: sa.func.cardinality(publication.c.changed_record_ids) > 0,
    Purpose.REVOCATION: publication.c.state == State.WITHDRAWN.value,
}


async def take_entries(connection: AsyncConnection, entries: Sequence[StatusEntry], key: Mapping[str, UUID]) -> None:
    """Takes places for a publication, opening their lists if need be. Raises IndexTaken."""
    lists = [
        {"id": entry.list_id, "purpose": entry.purpose.value, "number": int(entry.list_id.rpartition("-")[2])}
        for entry in entries
    ]
    await connection.execute(insert(status_list).values(lists).on_conflict_do_nothing())
    rows = [{**key, "list_id": entry.list_id, "index": entry.index} for entry in entries]
    statement = insert(status_entry).values(rows).on_conflict_do_nothing().returning(status_entry.c.index)
    if len((await connection.execute(statement)).all()) < len(entries):
        raise IndexTaken


class SqlStatusLists:
    """Implements `passeport_publishing.usecases.ports.StatusLists`."""

    def __init__(self, connection: AsyncConnection, *, capacity: int = LIST_CAPACITY) -> None:
        self._connection = connection
        self._capacity = capacity

    async def free_entry(self, purpose: Purpose) -> StatusEntry:
        """Finds a free place in the open list of a purpose; adding the publication takes it."""
        query = sa.select(sa.func.max(status_list.c.number)).where(status_list.c.purpose == purpose.value)
        number = await self._connection.scalar(query) or 1
        if await self._taken(f"{purpose.value}-{number}") >= self._capacity:
            number += 1
        list_id = f"{purpose.value}-{number}"
        drawn = draw_indices(_DRAWN_AT_ONCE)
        taken = set(
            await self._connection.scalars(
                sa.select(status_entry.c.index).where(
                    status_entry.c.list_id == list_id, status_entry.c.index.in_(drawn)
                )
            )
        )
        free = [index for index in drawn if index not in taken]
        if not free:
            raise IndexTaken
        return StatusEntry(list_id, purpose, free[0])

    async def _taken(self, list_id: str) -> int:
        query = sa.select(sa.func.count()).where(status_entry.c.list_id == list_id)
        return await self._connection.scalar(query) or 0

    async def purpose_of(self, list_id: str) -> Purpose | None:
        """The purpose of a list; None when there is no such list."""
        query = sa.select(status_list.c.purpose).where(status_list.c.id == list_id)
        found = await self._connection.scalar(query)
        return None if found is None else Purpose(found)

    async def set_indices(self, list_id: str, purpose: Purpose) -> Sequence[int]:
        """The indices whose bit is set."""
        query = (
            sa.select(status_entry.c.index)
            .join(
                publication,
                sa.and_(
                    publication.c.person_id == status_entry.c.person_id,
                    publication.c.id == status_entry.c.publication_id,
                ),
            )
            .where(status_entry.c.list_id == list_id, _BIT_IS_SET[purpose])
        )
        return list(await self._connection.scalars(query))
