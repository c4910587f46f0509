"""Turns on PostgreSQL: of however many persons in one statement, each in its order."""

import asyncio
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from held_back import until_somebody_waits
from passeport_chassis.ids import new_id
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.nir import Nir
from passeport_identity.usecases.expire_persons import ExpirePersons
from passeport_identity.usecases.note_deaths import take_turns_with
from passeport_identity.usecases.report_death import ReportDeath
from people import OPERATOR, THOMAS, THOMAS_NIR, MovedClock, register
from sql_units import SqlUnits


async def is_free(engine: AsyncEngine, key: str) -> bool:
    async with engine.connect() as connection:
        taken = sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(key, 0))
        return bool(await connection.scalar(sa.select(taken)))


async def test_the_turns_of_many_are_taken_one_after_the_other(sql_units: SqlUnits, engine: AsyncEngine) -> None:
    persons = [new_id() for _ in range(20)]
    keys = [f"person {person_id}" for person_id in persons]

    async def take() -> None:
        async with sql_units() as work:
            await take_turns_with(work, persons[::-1])

    async with sql_units() as work:
        await work.take_turns(keys[10])
        waiting = asyncio.create_task(take())
        await until_somebody_waits(engine)
        assert [key for key in keys if not await is_free(engine, key)] == keys[:11]
    await waiting


async def test_however_many_have_had_their_time_they_expire_in_the_statements_of_one(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine
) -> None:
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    async def expire(*numbers: Nir) -> int:
        for nir in numbers:
            person = await register(sql_units, nir, THOMAS, new_id())
            await ReportDeath(sql_units, clock, OPERATOR)(person, BirthDate(2026, 11, 1))
        clock.advance(timedelta(days=4 * 365))
        statements.clear()
        sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
        try:
            assert await ExpirePersons(sql_units, clock, OPERATOR)(lambda death: None) == len(numbers)
        finally:
            sa.event.remove(engine.sync_engine, "before_cursor_execute", note)
        return len(statements)

    assert await expire(*(Nir(f"1940335238{order}") for order in range(101, 141))) == await expire(THOMAS_NIR)
