"""Who is who, in PostgreSQL: a merge moves no row, it makes the rows of several persons be read as those of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_prevention.domain.persons import Expiry, Merge
from passeport_prevention.storage.tables import expired_person
from passeport_prevention.storage.tables import person_merge as table

__all__ = ["SqlPersons", "ids_of"]

_HOLDS = sa.and_(table.c.merged_at.is_not(None), table.c.undone_at.is_(None))


def _walk(from_: sa.Column[UUID], to: sa.Column[UUID]) -> sa.Select[tuple[UUID]]:
    """Those whom merges lead to from a person, himself among them; UNION ends what goes in a circle."""
    found = sa.select(sa.bindparam("person_id", type_=sa.Uuid).label("id")).cte("found", recursive=True)
    found = found.union(sa.select(to).where(from_ == found.c.id, _HOLDS))
    return sa.select(found.c.id)


# Made once: to put such a statement together takes longer than to run it.
_HELD = _walk(table.c.person_id, table.c.merged_person_id)
_ABOVE = _walk(table.c.merged_person_id, table.c.person_id)
_EXPIRY = 0x6578_7069
"""Of the locks on persons: "expi". Two persons with one lock wait for each other in vain, no more."""
_ALONE = sa.text(
    f"SELECT pg_advisory_xact_lock({_EXPIRY}, key) FROM"  # noqa: S608 - a constant
    " (SELECT DISTINCT hashtext(id::text) AS key FROM unnest(:persons) AS id ORDER BY key) AS keys"
).bindparams(sa.bindparam("persons", type_=ARRAY(sa.Uuid)))
_WITH_OTHERS = sa.text(
    f"SELECT pg_advisory_xact_lock_shared({_EXPIRY}, hashtext(CAST(:person_id AS text)))"
).bindparams(sa.bindparam("person_id", type_=sa.Uuid))
_FORGET = sa.text("SELECT forget_expired(:persons)").bindparams(sa.bindparam("persons", type_=ARRAY(sa.Uuid)))


async def ids_of(connection: AsyncConnection, person_id: UUID) -> list[UUID]:
    """The identifiers under which rows of a person lie: his own, and those of whoever was merged into him."""
    return list(await connection.scalars(_HELD, {"person_id": person_id}))


class SqlPersons:
    """Implements `passeport_prevention.usecases.ports.Persons`."""

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
        # Waits for whoever enters something of him at this moment, whose row could not be seen yet.
        await self._connection.execute(_ALONE, {"persons": sorted(persons)})
        rows = [{"person_id": person_id, "expired_at": expiry.at} for person_id in persons]
        await self._connection.execute(insert(expired_person).values(rows).on_conflict_do_nothing())
        await self._connection.execute(_FORGET, {"persons": persons})

    async def is_expired(self, person_id: UUID) -> bool:
        """Whether the time of a person is over; it will not be before the end of the transaction if it is not."""
        await self._connection.execute(_WITH_OTHERS, {"person_id": person_id})
        expired = sa.select(sa.exists().where(expired_person.c.person_id == person_id))
        return bool(await self._connection.scalar(expired))

    async def are_one(self, one: UUID, other: UUID) -> bool:
        """Whether two identifiers are by now those of one person."""
        if one == other:
            return True
        above = [list(await self._connection.scalars(_ABOVE, {"person_id": each})) for each in (one, other)]
        return not set(above[0]).isdisjoint(above[1])
