"""Trainings that employers verify, in PostgreSQL: by employer, by declarant, and those that nobody answered in time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_prevention.domain.training import Training
from passeport_prevention.domain.verification import VerificationState
from passeport_prevention.regulation.quarters import last_day_anywhere
from passeport_prevention.storage.tables import access, training, training_state
from passeport_prevention.storage.tables import verification as table
from passeport_prevention.storage.training_rows import keys_of, read_training, verification_row
from passeport_prevention.storage.trainings import SELECT
from passeport_prevention.usecases.ports import VerificationPage
from passeport_prevention.usecases.verify_trainings import LISTED

__all__ = ["SqlVerifications"]

_TO_ANSWER = ("correction_asked", "contested")
_NEWEST_FIRST = SELECT.order_by(table.c.training_id.desc())
_AWAITED = table.c.state == sa.literal_column("'awaiting'")


class SqlVerifications:
    """Implements `passeport_prevention.usecases.ports.Verifications`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_employer(
        self, siren: str, states: Collection[VerificationState], limit: int, after: UUID | None, now: datetime
    ) -> VerificationPage:
        """One page of those that name an employer, the newest first; in some states as of `now`, or in all."""
        wanted = [table.c.employer_siren == siren]
        if states:
            # Silence counts once the day is over, though no row says so yet.
            silent = sa.and_(table.c.state == "awaiting", table.c.due_on < last_day_anywhere(now))
            said = sa.case((silent, sa.literal("deemed_verified")), else_=table.c.state)
            wanted.append(said.in_([state.value for state in states]))
        return await self._page(wanted, limit, after)

    async def of_declarant(
        self, siren: str, states: Collection[VerificationState], limit: int, after: UUID | None
    ) -> VerificationPage:
        """One page of those of a training body that employers want corrected or contest, the newest first."""
        # As the index has them.
        wanted = [table.c.declarant_siren == siren, table.c.state.in_(map(sa.literal_column, map(repr, _TO_ANSWER)))]
        if states:
            wanted.append(table.c.state.in_([state.value for state in states]))
        return await self._page(wanted, limit, after)

    async def _page(self, wanted: list[sa.ColumnElement[bool]], limit: int, after: UUID | None) -> VerificationPage:
        if after is not None:
            wanted = [*wanted, table.c.training_id < after]
        rows = await self._connection.execute(_NEWEST_FIRST.where(*wanted).limit(limit + 1))
        found = tuple(read_training(row) for row in rows)
        return VerificationPage(found[:limit], found[limit - 1].id if len(found) > limit else None)

    async def get(self, siren: str, training_id: UUID) -> Training | None:
        """One that names an employer; None where there is none."""
        query = SELECT.where(table.c.employer_siren == siren, table.c.training_id == training_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else read_training(row)

    async def replace(self, after: Training) -> bool:
        """Puts a verification in place of its revision before; False where this or the training is not current."""
        row = verification_row(after)
        stands = sa.select(training_state.c.revision).where(
            training_state.c.person_id == after.person_id, training_state.c.training_id == after.id
        )
        put = sa.update(table).where(
            table.c.person_id == after.person_id,
            table.c.training_id == after.id,
            table.c.revision == row["revision"] - 1,
            # One that ended and began again meanwhile, with the training, may have come to the same revision.
            sa.func.coalesce(stands.scalar_subquery(), 1) == after.revision,
        )
        return (await self._connection.execute(put.values(row).returning(table.c.revision))).first() is not None

    async def count_awaited(self, siren: str, since: date) -> dict[date, int]:
        """How many an employer has said nothing of yet, by their last day, from a day on."""
        mine = (table.c.employer_siren == siren, _AWAITED, table.c.due_on >= since)
        query = sa.select(table.c.due_on, sa.func.count().label("number")).where(*mine).group_by(table.c.due_on)
        return {row.due_on: row.number for row in await self._connection.execute(query)}

    async def count_overdue(self, before: date) -> int:
        """How many are awaited whose day was before a day."""
        query = sa.select(sa.func.count()).select_from(table).where(_AWAITED, table.c.due_on < before)
        return await self._connection.scalar(query) or 0

    async def take_overdue(self, before: date, limit: int) -> Sequence[Training]:
        """Some of them, nobody else's until the end of the transaction."""
        return await self._take((_AWAITED, table.c.due_on < before), limit)

    async def take_due(self, since: date, until: date, limit: int) -> Sequence[Training]:
        """Some that are awaited, whose day is within these and of which nothing was told, as `take_overdue`."""
        return await self._take(_due(since, until), limit)

    async def remind(self, trainings: Collection[Training], at: datetime) -> None:
        """Notes that their day was told to come near."""
        his = sa.tuple_(table.c.person_id, table.c.training_id).in_(
            keys_of((one.person_id, one.id) for one in trainings)
        )
        await self._connection.execute(sa.update(table).where(his).values(reminded_at=at))

    async def count_due(self, since: date, until: date) -> int:
        """How many `take_due` would find in all."""
        query = sa.select(sa.func.count()).select_from(table).where(*_due(since, until))
        return await self._connection.scalar(query) or 0

    async def _take(self, wanted: Sequence[sa.ColumnElement[bool]], limit: int) -> Sequence[Training]:
        # The rows to be changed alone can be locked: the others are of an outer join.
        mine = sa.select(table.c.person_id, table.c.training_id).where(*wanted)
        mine = mine.order_by(table.c.due_on).limit(limit).with_for_update(skip_locked=True)
        found = (await self._connection.execute(mine)).all()
        if not found:
            return []
        keys = keys_of((row.person_id, row.training_id) for row in found)
        query = SELECT.where(sa.tuple_(training.c.person_id, training.c.id).in_(keys))
        return [read_training(row) for row in await self._connection.execute(query)]

    async def listed_since(self, since: datetime, trainings: Collection[Training], client_id: str) -> Collection[UUID]:
        """Those of which their workers can read that a partner was shown them in a list, at or after `since`."""
        persons = sa.bindparam("persons", [each.person_id for each in trainings], ARRAY(sa.Uuid))
        query = sa.select(access.c.resource_id).where(
            access.c.person_id == sa.any_(persons),
            access.c.at >= since,
            access.c.action == LISTED,
            access.c.actor_id == client_id,
        )
        return {UUID(each) for each in await self._connection.scalars(query)}


def _due(since: date, until: date) -> tuple[sa.ColumnElement[bool], ...]:
    return _AWAITED, table.c.due_on.between(since, until), table.c.reminded_at.is_(None)
