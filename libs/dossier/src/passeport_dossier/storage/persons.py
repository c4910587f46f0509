"""Who is who, in PostgreSQL: a merge moves no row, it makes the rows of several persons be read as those of one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.domain.persons import Expiry, Merge
from passeport_dossier.storage.tables import expired_person_table, person_merge_table

__all__ = ["ABOVE", "FINAL", "HELD", "SqlPersons", "ids_of"]

# For statements only: which columns the tables have says each service's own description of its database.
_described = sa.MetaData()
_merge = person_merge_table(_described)
_expired = expired_person_table(_described)
_HOLDS = sa.and_(_merge.c.merged_at.is_not(None), _merge.c.undone_at.is_(None))


def _walk(from_: sa.Column[UUID], to: sa.Column[UUID]) -> sa.Select[tuple[UUID]]:
    """Those whom merges lead to from a person, himself among them; UNION ends what goes in a circle."""
    found = sa.select(sa.bindparam("person_id", type_=sa.Uuid).label("id")).cte("found", recursive=True)
    found = found.union(sa.select(to).where(from_ == found.c.id, _HOLDS))
    return sa.select(found.c.id)


# Made once: to put such a statement together takes longer than to run it.
HELD = _walk(_merge.c.person_id, _merge.c.merged_person_id)
"""The identifiers under which rows of `:person_id` lie: his own, and those of whoever was merged into him."""
ABOVE = _walk(_merge.c.merged_person_id, _merge.c.person_id)
"""`:person_id` himself, and those whom he was merged into, one after the other."""
_above = ABOVE.subquery("above")
_goes_on = sa.select(_merge.c.id).where(_merge.c.merged_person_id == _above.c.id, _HOLDS).exists()
FINAL = sa.select(_above.c.id).where(sa.not_(_goes_on))
"""Who stays at the end of all merges of `:person_id`: he himself when there is none."""
_FORGET = sa.text("SELECT forget_expired(:persons)").bindparams(sa.bindparam("persons", type_=ARRAY(sa.Uuid)))


async def ids_of(connection: AsyncConnection, person_id: UUID) -> list[UUID]:
    """The identifiers under which rows of a person lie: his own, and those of whoever was merged into him."""
    return list(await connection.scalars(HELD, {"person_id": person_id}))


class SqlPersons:
    """Implements `passeport_dossier.usecases.ports.Persons` on one connection.

    A service whose rows are entered while a person may expire overrides `expire`, to wait for whoever enters one.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def merge(self, merge: Merge) -> bool:
        """Notes a merge; False when it was known, or is undone already."""
        is_news, undone = await self._note(merge, _merge.c.merged_at, _merge.c.undone_at)
        return is_news and not undone

    async def split(self, merge: Merge) -> bool:
        """Notes that a merge is undone; False when it was known, or the merge is not known yet and will do nothing."""
        is_news, merged = await self._note(merge, _merge.c.undone_at, _merge.c.merged_at)
        return is_news and merged

    async def _note(self, merge: Merge, said: sa.Column[Any], other: sa.Column[Any]) -> tuple[bool, bool]:
        """Notes one of the two moments of a merge; returns whether it is news, and whether the other one is known."""
        values = {"id": merge.id, "person_id": merge.person_id, "merged_person_id": merge.merged_id}
        added = insert(_merge).values({**values, said.name: merge.at})
        noted = added.on_conflict_do_update(
            index_elements=[_merge.c.id], set_={said.name: merge.at}, where=said.is_(None)
        ).returning(other.is_not(None))
        row = (await self._connection.execute(noted)).one_or_none()
        return row is not None, row is not None and bool(row[0])

    async def expire(self, expiry: Expiry) -> None:
        """Deletes for good what lies here under one identifier, accesses aside, and nothing under any other.

        Identity tells it of everybody who is merged into a person, too. Who that is cannot be asked here: a merge may
        hold by what was heard so far, and have ended before the time was over.
        """
        noted = insert(_expired).values(person_id=expiry.person_id, expired_at=expiry.at).on_conflict_do_nothing()
        await self._connection.execute(noted)
        await self._connection.execute(_FORGET, {"persons": [expiry.person_id]})

    async def expired(self, person_ids: Collection[UUID]) -> Collection[UUID]:
        """Those of them whose time is over."""
        column = _expired.c.person_id
        query = sa.select(column).where(column == sa.any_(sa.literal(list(person_ids), ARRAY(sa.Uuid))))
        return set(await self._connection.scalars(query))

    async def are_one(self, one: UUID, other: UUID) -> bool:
        """Whether two identifiers are by now those of one person."""
        if one == other:
            return True
        above = [list(await self._connection.scalars(ABOVE, {"person_id": each})) for each in (one, other)]
        return not set(above[0]).isdisjoint(above[1])
