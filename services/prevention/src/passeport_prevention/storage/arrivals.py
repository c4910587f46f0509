"""What enters by itself, in PostgreSQL: what is still to be read from records, and what each entry became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_prevention.domain.arrival import Entry, EntryNews, Waiting
from passeport_prevention.storage.arrival_table import arrival as table

__all__ = ["SqlArrivals"]

_WAITING = (table.c.person_id, table.c.entry_id, table.c.heard, table.c.training_id)
_NOW = sa.bindparam("now", type_=sa.DateTime(timezone=True))
# Of one whose lease is over nobody knows whether it was read.
_FREE = sa.and_(table.c.wanted_at.is_not(None), sa.or_(table.c.taken_until.is_(None), table.c.taken_until < _NOW))
_NEXT = (
    sa.select(table.c.person_id, table.c.entry_id)
    .where(_FREE)
    .order_by(table.c.wanted_at)
    .limit(sa.bindparam("rows", type_=sa.Integer))
    .with_for_update(skip_locked=True)
    .cte("next")
)
_TAKE = (
    sa.update(table)
    .where(table.c.person_id == _NEXT.c.person_id, table.c.entry_id == _NEXT.c.entry_id)
    .values(taken_until=sa.bindparam("until", type_=sa.DateTime(timezone=True)))
    .returning(*_WAITING)
)


class SqlArrivals:
    """Implements `passeport_prevention.usecases.arrival_ports.Arrivals`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def is_known(self, news: EntryNews) -> bool:
        """Whether anything was heard before of an entry."""
        query = sa.select(sa.literal(1)).where(table.c.person_id == news.person_id, table.c.entry_id == news.entry_id)
        return await self._connection.scalar(query) is not None

    async def want(self, news: EntryNews, now: datetime) -> bool:
        """Notes that an entry is to be read; False where what is told of it was read before."""
        first = insert(table).values(person_id=news.person_id, entry_id=news.entry_id, heard=1, wanted_at=now)
        again = first.on_conflict_do_update(
            index_elements=["person_id", "entry_id"],
            set_={
                "heard": table.c.heard + 1,
                "wanted_at": sa.func.coalesce(table.c.wanted_at, first.excluded.wanted_at),
            },
            where=sa.or_(sa.literal(news.revision) == 0, table.c.revision < news.revision),
        )
        return (await self._connection.execute(again.returning(table.c.heard))).first() is not None

    async def want_all(self, after: tuple[UUID, UUID] | None, limit: int, now: datetime) -> Sequence[tuple[UUID, UUID]]:
        """Notes that the next of those that entered are to be read, by person and entry; gives which."""
        place = (table.c.person_id, table.c.entry_id)
        query = sa.select(*place).where(table.c.training_id.is_not(None)).order_by(*place).limit(limit)
        if after is not None:
            query = query.where(sa.tuple_(*place) > sa.tuple_(*map(sa.literal, after)))
        found = query.with_for_update().cte("found")
        again = (
            sa.update(table)
            .where(table.c.person_id == found.c.person_id, table.c.entry_id == found.c.entry_id)
            .values(heard=table.c.heard + 1, wanted_at=sa.func.coalesce(table.c.wanted_at, now))
            .returning(*place)
        )
        return sorted((row.person_id, row.entry_id) for row in await self._connection.execute(again))

    async def take(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Waiting]:
        """The next entries to be read, which nobody else takes for a while."""
        rows = await self._connection.execute(_TAKE, {"now": now, "until": now + lease, "rows": limit})
        return [Waiting(*row) for row in rows]

    async def unchanged(self, taken: Sequence[Waiting]) -> Sequence[Waiting]:
        """Those of which nothing was heard since they were taken, locked until the end of the transaction."""
        columns = [
            sa.bindparam(name, [getattr(one, name) for one in taken], ARRAY(type_))
            for name, type_ in (("person_id", sa.Uuid()), ("entry_id", sa.Uuid()), ("heard", sa.BigInteger()))
        ]
        names = (sa.column("person_id", sa.Uuid), sa.column("entry_id", sa.Uuid), sa.column("heard", sa.BigInteger))
        given = sa.func.unnest(*columns).table_valued(*names, name="given").render_derived()
        same = [getattr(table.c, each.name) == given.c[each.name] for each in names]
        # In one order, as whoever locks several rows must.
        query = sa.select(*_WAITING).join(given, sa.and_(*same)).where(table.c.wanted_at.is_not(None))
        query = query.order_by(table.c.person_id, table.c.entry_id).with_for_update(of=table)
        return sorted(
            (Waiting(*row) for row in await self._connection.execute(query)), key=attrgetter("person_id", "entry_id")
        )

    async def arrived(self, waiting: Waiting, training_id: UUID, entry: Entry) -> None:
        """Notes that an entry was read, and the training that it is."""
        came = entry.arrival
        await self._note(
            waiting,
            training_id=training_id,
            revision=entry.revision,
            code=came.code,
            is_award=came.is_award,
            source=came.source,
            siret=came.siret,
            funder=came.funder,
            contested=came.contested,
        )

    async def left(self, waiting: Waiting) -> None:
        """Notes that an entry was read and does not enter, or not any more."""
        await self._note(waiting, revision=0, contested=False)

    async def _note(self, waiting: Waiting, **values: object) -> None:
        its = (table.c.person_id == waiting.person_id, table.c.entry_id == waiting.entry_id)
        await self._connection.execute(sa.update(table).where(*its).values(wanted_at=None, taken_until=None, **values))
