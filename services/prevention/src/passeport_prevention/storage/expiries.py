"""When holders are to be reminded, in PostgreSQL: a row for each training whose last day is to come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_prevention.domain.expiry import Expiry, Reminder
from passeport_prevention.domain.training import Training
from passeport_prevention.storage.persons import ALIKE
from passeport_prevention.storage.tables import access, expiry_walk, reminder, training
from passeport_prevention.storage.tables import expiry as table
from passeport_prevention.storage.training_rows import keys_of, read_training
from passeport_prevention.storage.trainings import SELECT, STANDS
from passeport_prevention.usecases.ports import Walk

__all__ = ["SqlExpiries"]


def _given() -> sa.Select[Any]:
    types: dict[str, sa.types.TypeEngine[Any]] = {
        "person_id": sa.Uuid(),
        "training_id": sa.Uuid(),
        "until_on": sa.Date(),
        "remind_on": sa.Date(),
    }
    columns = [sa.column(name, type_) for name, type_ in types.items()]
    arrays = sa.func.unnest(*(sa.bindparam(f"all_{each.name}", type_=ARRAY(each.type)) for each in columns))
    return sa.select(*arrays.table_valued(*columns, name="given").render_derived().c)


# Made once: to put such a statement together takes longer than to run it.
_GIVEN = _given()
_KEY = (table.c.person_id, table.c.training_id)
_insert = insert(table).from_select([column.name for column in _GIVEN.selected_columns], _GIVEN)
_PUT = _insert.on_conflict_do_update(
    index_elements=list(_KEY),
    set_={"until_on": _insert.excluded.until_on, "remind_on": _insert.excluded.remind_on},
    where=table.c.until_on != _insert.excluded.until_on,
)
_given_rows = _GIVEN.subquery("moved")
_MOVE = (
    sa.update(table)
    .values(until_on=_given_rows.c.until_on, remind_on=_given_rows.c.remind_on)
    .where(table.c.person_id == _given_rows.c.person_id, table.c.training_id == _given_rows.c.training_id)
)


def _columns(planned: Sequence[Expiry]) -> dict[str, list[Any]]:
    return {
        "all_person_id": [one.person_id for one in planned],
        "all_training_id": [one.training_id for one in planned],
        "all_until_on": [one.until for one in planned],
        "all_remind_on": [one.remind_on for one in planned],
    }


class SqlExpiries:
    """Implements `passeport_prevention.usecases.ports.Expiries`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, planned: Sequence[Expiry]) -> None:
        """Plans trainings; what is planned for the same last day already stays as it is."""
        if planned:
            # In one order, as whoever writes several rows must.
            ordered = sorted(planned, key=lambda one: (one.person_id, one.training_id))
            await self._connection.execute(_PUT, _columns(ordered))

    async def drop(self, keys: Collection[tuple[UUID, UUID]]) -> None:
        """Takes back what is planned of trainings, by person and training."""
        if keys:
            await self._connection.execute(sa.delete(table).where(sa.tuple_(*_KEY).in_(keys_of(keys))))

    async def take_due(self, today: date, limit: int) -> Sequence[tuple[Expiry, Training]]:
        """Some whose day has come, with their trainings, nobody else's until the end of the transaction."""
        query = sa.select(table).where(table.c.remind_on <= today).order_by(table.c.remind_on).limit(limit)
        rows = (await self._connection.execute(query.with_for_update(skip_locked=True))).all()
        if not rows:
            return []
        trainings = {(one.person_id, one.id): one for one in await self._of([row[:2] for row in rows])}
        planned = [Expiry(row.person_id, row.training_id, row.until_on, row.remind_on) for row in rows]
        return [(one, trainings[one.person_id, one.training_id]) for one in planned]

    async def count_due(self, today: date) -> int:
        """How many `take_due` would find in all."""
        query = sa.select(sa.func.count()).select_from(table).where(table.c.remind_on <= today)
        return await self._connection.scalar(query) or 0

    async def move(self, planned: Sequence[Expiry]) -> None:
        """Puts some in place of what is planned for the same trainings."""
        if planned:
            await self._connection.execute(_MOVE, _columns(planned))

    async def tell(self, reminders: Sequence[Reminder]) -> Sequence[Reminder]:
        """Notes reminders, for their holders to hear of; gives those that were not told before."""
        rows = [
            {
                "person_id": one.person_id,
                "id": one.id,
                "training_id": one.training_id,
                "until_on": one.until,
                "days": one.days,
                "told_at": one.at,
            }
            for one in reminders
        ]
        if not rows:
            return []
        noted = insert(reminder).values(rows).on_conflict_do_nothing().returning(reminder.c.id)
        new = set(await self._connection.scalars(noted))
        return [one for one in reminders if one.id in new]

    async def recent(self, person_id: UUID, since: datetime, limit: int) -> Sequence[Reminder]:
        """What a holder was reminded of since a moment, oldest first."""
        ids = await ids_of(self._connection, person_id)
        query = sa.select(reminder).where(reminder.c.person_id.in_(ids), reminder.c.told_at >= since)
        rows = await self._connection.execute(query.order_by(reminder.c.told_at, reminder.c.id).limit(limit))
        return [Reminder(row.id, row.person_id, row.training_id, row.until_on, row.days, row.told_at) for row in rows]

    async def watched_since(self, person_id: UUID, since: datetime, action: str) -> bool:
        """Whether an action of a holder is in his log since a moment."""
        query = sa.select(access.c.id).where(
            access.c.person_id == person_id, access.c.at >= since, access.c.action == action
        )
        return (await self._connection.scalar(query.limit(1))) is not None

    async def alike(self, person_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Training]]:
        """Of persons, each with whoever is merged with him, the trainings that stand."""
        if not person_ids:
            return {}
        found = ALIKE.subquery("alike")
        query = SELECT.add_columns(found.c.origin).join(found, found.c.id == training.c.person_id)
        rows = await self._connection.execute(query.where(STANDS), {"person_ids": sorted(person_ids)})
        of: dict[UUID, list[Training]] = {}
        for row in rows:
            of.setdefault(row.origin, []).append(read_training(row))
        return of

    async def walk(self, digest: str) -> Walk:
        """How far the planning by some rules is; nobody else goes on with it until the end of the transaction."""
        begun = insert(expiry_walk).values(digest=digest).on_conflict_do_nothing()
        await self._connection.execute(begun)
        row = (
            await self._connection.execute(
                sa.select(expiry_walk).where(expiry_walk.c.digest == digest).with_for_update()
            )
        ).one()
        after = None if row.person_id is None else (row.person_id, row.training_id)
        return Walk(after, row.done_at is not None)

    async def walked(self, digest: str, last: Training | None) -> None:
        """Notes how far it is by now; None: it is done."""
        values: dict[str, Any] = (
            {"done_at": sa.func.now()} if last is None else {"person_id": last.person_id, "training_id": last.id}
        )
        await self._connection.execute(sa.update(expiry_walk).where(expiry_walk.c.digest == digest).values(**values))
        if last is None:
            # Should these rules come again, what was declared meanwhile has to be looked at.
            await self._connection.execute(sa.delete(expiry_walk).where(expiry_walk.c.digest != digest))

    async def restart(self) -> None:
        """Forgets how far any planning is."""
        await self._connection.execute(sa.delete(expiry_walk))

    async def next_trainings(self, walk: Walk, limit: int) -> Sequence[Training]:
        """Some of all trainings, by person and identifier, from where a walk is."""
        place = (training.c.person_id, training.c.id)
        query = sa.select(*place).order_by(*place).limit(limit)
        if walk.after is not None:
            query = query.where(sa.tuple_(*place) > sa.tuple_(*(sa.literal(each, sa.Uuid) for each in walk.after)))
        keys = [tuple(row) for row in await self._connection.execute(query)]
        found = {(one.person_id, one.id): one for one in await self._of(keys)} if keys else {}
        return [found[key] for key in keys]

    async def _of(self, keys: Collection[tuple[UUID, UUID]]) -> list[Training]:
        query = SELECT.where(sa.tuple_(training.c.person_id, training.c.id).in_(keys_of(keys)))
        return [read_training(row) for row in await self._connection.execute(query)]
