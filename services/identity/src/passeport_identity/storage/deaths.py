"""The deaths that the civil registers report, each until it is withdrawn or the person's time is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.death import Death
from passeport_identity.storage.tables import death as table

__all__ = ["SqlDeaths"]


class SqlDeaths:
    """Implements `usecases.registry_ports.Deaths`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, person_id: UUID) -> Death | None:
        """The death of a person, if one is reported."""
        return (await self.of_persons([person_id])).get(person_id)

    async def of_persons(self, person_ids: Sequence[UUID]) -> Mapping[UUID, Death]:
        """The deaths that are reported of these persons."""
        query = sa.select(table.c.person_id, table.c.died_on, table.c.learnt_at)
        rows = await self._connection.execute(query.where(table.c.person_id.in_(person_ids)))
        return {row.person_id: Death(*row) for row in rows}

    async def report(self, deaths: Sequence[Death]) -> None:
        """Writes deaths; one that is there already with another day is learnt of anew."""
        if not deaths:
            return
        rows = [{"person_id": each.person_id, "died_on": each.died_on, "learnt_at": each.learnt_at} for each in deaths]
        written = insert(table)
        written = written.on_conflict_do_update(
            index_elements=["person_id"],
            set_={"died_on": written.excluded.died_on, "learnt_at": written.excluded.learnt_at},
            where=table.c.died_on != written.excluded.died_on,
        )
        await self._connection.execute(written, rows)

    async def withdraw(self, person_ids: Sequence[UUID]) -> None:
        """Forgets deaths."""
        if person_ids:
            await self._connection.execute(sa.delete(table).where(table.c.person_id.in_(person_ids)))

    async def until(self, day: date, after: tuple[date, UUID] | None, limit: int) -> Sequence[Death]:
        """Deaths of a day or earlier, in the order of days and persons, after a place in it."""
        place = sa.tuple_(table.c.died_on, table.c.person_id)
        query = sa.select(table.c.person_id, table.c.died_on, table.c.learnt_at).where(table.c.died_on <= day)
        if after is not None:
            query = query.where(place > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
        rows = await self._connection.execute(query.order_by(table.c.died_on, table.c.person_id).limit(limit))
        return [Death(*row) for row in rows]
