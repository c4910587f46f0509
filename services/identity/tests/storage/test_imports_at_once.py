"""Imports beside each other, and beside what else changes persons: nobody waits for one who waits for him."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine
from passeport_chassis.db.housekeeping import delete_expired
from passeport_chassis.ids import new_id
from passeport_identity.clients.registry_file import RegistryFile
from passeport_identity.domain.nir import Nir
from passeport_identity.messaging.events import encode
from passeport_identity.storage.retention import RETENTIONS
from passeport_identity.storage.tables import person, registry_import
from passeport_identity.usecases.import_persons import GoesOnElsewhere, ImportPersons, ImportReport
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.registry_ports import FormerNumber
from passeport_testing.postgres import Database
from people import CLAIRE, CLAIRE_NIR, THOMAS, THOMAS_NIR, VAULT, MovedClock, register, registry_file
from sql_units import SqlUnits

FORMER_NIR = Nir("1940335238152")
CLAIRE_ROW = f"{CLAIRE_NIR.value},FONTANEL,,Claire/Sophie/Hélène,F,1981-04-17,44109,"


async def import_file(units: SqlUnits, clock: MovedClock, path: Path, chunk: int = 1000) -> ImportReport:
    importing = ImportPersons(units, VAULT, clock, Operator("import-persons"))
    return await importing(RegistryFile(path, chunk), lambda bad: None)


async def test_an_import_locks_persons_in_one_order_by_whichever_number_it_finds_them(
    sql_units: SqlUnits, engine: AsyncEngine, clock: MovedClock, tmp_path: Path
) -> None:
    first, second = sorted((new_id(), new_id()))
    await register(sql_units, CLAIRE_NIR, CLAIRE, first)
    await register(sql_units, THOMAS_NIR, THOMAS, second)
    async with sql_units() as work:
        sealed, index = await VAULT.seal(FORMER_NIR, second), VAULT.index(FORMER_NIR)
        await work.former_numbers.add([FormerNumber(second, sealed, index, THOMAS.birth_name_key)], clock())
        await work.commit()
    rows = (f"{THOMAS_NIR.value},MARTIN,,Thomas,M,1994-03-12,35238,,{FORMER_NIR.value}", f"{CLAIRE_ROW},")
    path = registry_file(tmp_path / "a.csv", *rows, further=",former_nir")

    def row(person_id: UUID) -> sa.Select[tuple[UUID]]:
        return sa.select(person.c.person_id).where(person.c.person_id == person_id).with_for_update(nowait=True)

    async with engine.connect() as holder, engine.connect() as other:
        await holder.execute(row(first))
        importing = asyncio.create_task(import_file(sql_units, clock, path))
        waits = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        async with asyncio.timeout(4):
            while not await holder.scalar(waits):  # noqa: ASYNC110 - another session waits
                await asyncio.sleep(0.01)
        # It waits for the first, and has not taken the second before it.
        assert await other.scalar(row(second)) == second
        await other.rollback()
        await holder.rollback()
        assert await importing == ImportReport(unchanged=2)
        async with sql_units() as work:
            await work.registry.lock(VAULT.indexes(FORMER_NIR))
            with pytest.raises(DBAPIError):
                await other.execute(row(second))


async def test_two_files_that_name_each_other_s_persons_go_in_beside_each_other(
    sql_units: SqlUnits, clock: MovedClock, tmp_path: Path
) -> None:
    numbers = [f"19403352380{order:02d}" for order in range(1, 41)]
    rows = [f"{number},MARTIN,,Thomas,M,1994-03-12,35238,," for number in numbers]
    await import_file(sql_units, clock, registry_file(tmp_path / "a.csv", *rows, further=",former_nir"))
    renumbered = [
        f"19403352381{order:02d},MARTIN,,Thomas,M,1994-03-12,35238,,{numbers[order - 1]}" for order in range(1, 41)
    ]
    there = registry_file(tmp_path / "b.csv", *renumbered[:20], *rows[20:], further=",former_nir")
    back = registry_file(tmp_path / "c.csv", *rows[:19:-1], *renumbered[19::-1], "", further=",former_nir")
    reports = await asyncio.gather(*(import_file(sql_units, clock, path, chunk=3) for path in (there, back)))
    assert [report.refused for report in reports] == [0, 0]
    assert sum(report.renumbered for report in reports) == 20


async def test_of_two_imports_of_one_file_at_once_the_second_is_told_and_tells_no_line(
    database: Database, sql_units: SqlUnits, clock: MovedClock, tmp_path: Path
) -> None:
    path = registry_file(
        tmp_path / "a.csv", *(f"1940335238{order:03d},MARTIN,,Thomas,M,1994-03-12,35238," for order in range(1, 500))
    )
    # One connection is enough for who imports, and for whom he keeps out.
    engines = [create_engine(database.app_url, pool_size=1) for _ in range(2)]
    told: list[object] = []
    importing = [
        ImportPersons(SqlUnits(engine, encode), VAULT, clock, Operator("import-persons"))(
            RegistryFile(path, 10), told.append
        )
        for engine in engines
    ]
    outcomes = await asyncio.gather(*importing, return_exceptions=True)
    assert sorted(map(type, outcomes), key=str) == [GoesOnElsewhere, ImportReport]
    assert ImportReport(added=499) in outcomes
    assert told == []
    assert await import_file(sql_units, clock, path) == ImportReport(unchanged=499)
    for engine in engines:
        await engine.dispose()


async def test_an_import_that_was_never_finished_is_forgotten_after_a_year(
    sql_units: SqlUnits, engine: AsyncEngine
) -> None:
    (kept,) = (retention for retention in RETENTIONS if retention.table is registry_import)
    now = datetime.now(UTC)
    async with sql_units() as work:
        for delivery, days in ((b"old", 367), (b"new", 365)):
            await work.imports.begin(delivery, new_id(), now - timedelta(days=days))
        await work.commit()
    assert await delete_expired(engine, kept) == 1
    async with engine.connect() as connection:
        assert (await connection.execute(sa.select(registry_import.c.delivery))).scalars().all() == [b"new"]
