"""Who is who, in PostgreSQL: a merge moves no row, it makes the rows of several persons be read as those of one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.persons import Expiry, Merge
from passeport_records.storage.tables import expired_person
from passeport_records.storage.tables import person_merge as table

__all__ = ["SqlPersons", "begin_as", "ids_of"]

_HOLDS = sa.and_(table.c.merged_at.is_not(None), table.c.undone_at.is_(None))


def _walk(from_: sa.Column[UUID], to: sa.Column[UUID]) -> sa.Select[tuple[UUID]]:
    """Those whom merges lead to from a person, himself among them; UNION ends what goes in a circle."""
    found = sa.select(sa.bindparam("person_id", type_=sa.Uuid).label("id")).cte("found", recursive=True)
    found = found.union(sa.select(to).where(from_ == found.c.id, _HOLDS))
    return sa.select(found.c.id)


# Made once: to put such a statement together takes longer than to run it.
_HELD = _walk(table.c.person_id, table.c.merged_person_id)
_ABOVE = _walk(table.c.merged_person_id, table.c.person_id)
_IDS = _HELD.subquery("held")
# What the policies of row-level security look at, to the end of the transaction.
_BEGIN = sa.select(
    sa.func.set_config("app.person_id", sa.cast(sa.bindparam("person_id", type_=sa.Uuid), sa.Text), True),
    sa.func.set_config(
        "app.person_ids",
        sa.select(sa.func.string_agg(sa.cast(_IDS.c.id, sa.Text), ",")).scalar_subquery(),
        True,
    ).label("ids"),
)
# "expi": one lock, since a chunk may speak of two thousand persons; it is held from the last look to the commit.
_ALONE = sa.text("SELECT pg_advisory_xact_lock(x'65787069'::bigint)")
_WITH_OTHERS = sa.text("SELECT pg_advisory_xact_lock_shared(x'65787069'::bigint)")
_FORGET = sa.text("SELECT forget_expired(:persons)").bindparams(sa.bindparam("persons", type_=ARRAY(sa.Uuid)))


async def ids_of(connection: AsyncConnection, person_id: UUID) -> list[UUID]:
    """The identifiers under which rows of a person lie: his own, and those of whoever was merged into him."""
    return list(await connection.scalars(_HELD, {"person_id": person_id}))


async def begin_as(connection: AsyncConnection, person_id: UUID) -> list[UUID]:
    """Makes the rows of a person, under all his identifiers, the only ones of the transaction; returns these."""
    row = (await connection.execute(_BEGIN, {"person_id": person_id})).one()
    return [UUID(text) for text in row.ids.split(",")]


class SqlPersons:
    """Implements `passeport_records.usecases.ports.Persons`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def merge(self, merge: Merge) -> bool:
        """Notes a merge; False when it was known, or is undone already."""
        is_news, undone = await self._note(merge, table.c.merged_at, table.c.undone_at)
        if not is_news or undone:
            return False
        above = list(await self._connection.scalars(_ABOVE, {"person_id": merge.merged_id}))
        expired = sa.select(expired_person.c.person_id).where(expired_person.c.person_id.in_(above)).limit(1)
        if await self._connection.scalar(expired) is not None:
            # He who stays was forgotten before this was heard of.
            await self.expire(Expiry(merge.merged_id, merge.at))
        return True

    async def split(self, merge: Merge) -> bool:
        """Notes that a merge is undone; False when it was known, or the merge is not known yet and will do nothing."""
        is_news, merged = await self._note(merge, table.c.undone_at, table.c.merged_at)
        return is_news and merged

    async def _note(self, merge: Merge, said: sa.Column[Any], other: sa.Column[Any]) -> tuple[bool, bool]:
        """Notes one of the two moments of a merge; returns whether it is news, and whether the other one is known."""
        values = {"id": merge.id, "person_id": merge.person_id, "merged_person_id": merge.merged_id}
        added = insert(table).values({**values, said.name: merge.at})
        noted = added.on_conflict_do_update(
            index_elements=[table.c.id], set_={said.name: merge.at}, where=said.is_(None)
        ).returning(other.is_not(None))
        row = (await self._connection.execute(noted)).one_or_none()
        return row is not None, row is not None and bool(row[0])

    async def expire(self, expiry: Expiry) -> None:
        """Deletes for good what lies here of a person and of those merged into him, accesses aside."""
        persons = await ids_of(self._connection, expiry.person_id)
        rows = [{"person_id": person_id, "expired_at": expiry.at} for person_id in persons]
        await self._connection.execute(insert(expired_person).values(rows).on_conflict_do_nothing())
        await self._connection.execute(_FORGET, {"persons": persons})
        # And what was entered meanwhile, and could not be seen yet. Not at once: who waits here holds up every feed.
        await self._connection.execute(_ALONE)
        await self._connection.execute(_FORGET, {"persons": persons})

    async def expired(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those of them whose time is over. Of no other it will be before the end of the transaction, which is near."""
        await self._connection.execute(_WITH_OTHERS)
        column = expired_person.c.person_id
        query = sa.select(column).where(column == sa.any_(sa.literal(list(person_ids), ARRAY(sa.Uuid))))
        return set(await self._connection.scalars(query))

    async def are_one(self, one: UUID, other: UUID) -> bool:
        """Whether two identifiers are by now those of one person."""
        if one == other:
            return True
        above = [list(await self._connection.scalars(_ABOVE, {"person_id": each})) for each in (one, other)]
        return not set(above[0]).isdisjoint(above[1])
