"""Results of imports that have served their time go, on PostgreSQL; the import stays, and so do trainings and keys."""

from __future__ import annotations

import argparse
from datetime import timedelta

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from import_files import NIRS, Known, line, results_of, rows, submit, work_off
from passeport_chassis.settings import SettingsError
from passeport_dossier.domain.persons import Expiry
from passeport_prevention.commands.results import RESULT_COMMANDS
from passeport_prevention.domain.imports import Import, Outcome
from passeport_prevention.errors import ResultExpired
from passeport_prevention.settings import Settings
from passeport_prevention.storage import result_expiry, tables
from passeport_prevention.storage.result_expiry import count_expired_results, expire_results
from passeport_prevention.usecases.import_ports import ImportTools
from passeport_prevention.usecases.read_imports import all_results, get_import, list_results, read_result
from passeport_testing.postgres import Database
from support import BODY, NOW

YEAR = timedelta(days=366)


async def grown_old(engine: AsyncEngine, one: Import) -> None:
    async with engine.begin() as connection:
        change = sa.update(tables.import_file).values(finished_at=sa.func.now() - YEAR - timedelta(minutes=1))
        await connection.execute(change.where(tables.import_file.c.id == one.id))


async def test_what_became_of_the_lines_goes_and_the_import_stays(
    tools: ImportTools, engine: AsyncEngine, owner_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_expiry, "_CHUNK", 2)
    lines = [line(number) for number in range(5)]
    old = await submit(tools, lines, name="old.csv")
    young = await submit(tools, [line(6)], name="young.csv")
    await work_off(tools)
    await grown_old(owner_engine, old)
    reading = all_results(tools.open_work, await get_import(tools.open_work, partner=BODY, import_id=old.id))
    monkeypatch.setattr("passeport_prevention.usecases.read_imports._AT_ONCE", 1)
    assert (await anext(reading)).line == 2
    assert await count_expired_results(owner_engine, YEAR) == (1, 5)
    so_far: list[int] = []
    assert await expire_results(owner_engine, YEAR, so_far.append) == (1, 5)
    assert so_far == [2, 4, 5]
    assert await count_expired_results(owner_engine, YEAR) == (0, 0)
    assert await expire_results(owner_engine, YEAR) == (0, 0)

    shown = await get_import(tools.open_work, partner=BODY, import_id=old.id)
    assert (shown.counts.declared, shown.result_expired_at is None) == (5, False)
    for one in (
        list_results(tools.open_work, partner=BODY, import_id=old.id, after=-1, limit=5),
        read_result(tools.open_work, partner=BODY, import_id=old.id),
        anext(reading),
    ):
        with pytest.raises(ResultExpired) as told:
            await one
        assert told.value.metadata["id"] == str(old.id)
    assert [each.line for each in await results_of(tools, young)] == [2]
    assert await rows(engine, tables.partner_key) == await rows(engine, tables.training) == 6
    assert (await submit(tools, lines, name="old.csv")).id == old.id


async def test_a_result_tells_no_training_of_who_is_forgotten(tools: ImportTools, known: Known) -> None:
    received = await submit(tools, [line(0), line(1), line(2, MODALITE_DISPENSE="?", ID_DECLARATION="D")])
    await work_off(tools)
    before = [each.training_id for each in await results_of(tools, received)]
    assert [each is None for each in before] == [False, False, True]
    async with tools.open_work() as work:
        await work.persons.expire(Expiry(known.persons[NIRS[0]], NOW))
        await work.commit()
    after = await results_of(tools, received)
    assert [each.training_id for each in after] == [None, before[1], None]
    assert [each.outcome for each in after] == [Outcome.DECLARED, Outcome.DECLARED, Outcome.REJECTED]


async def test_the_owner_alone_deletes_by_command(
    tools: ImportTools,
    engine: AsyncEngine,
    owner_engine: AsyncEngine,
    database: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:
    received = await submit(tools, [line(0)])
    await work_off(tools)
    await grown_old(owner_engine, received)
    with pytest.raises(DBAPIError, match="permission denied"):
        await expire_results(engine, YEAR)
    command = RESULT_COMMANDS["expire-results"].run
    settings = Settings.model_construct(migration_database_url=SecretStr(database.owner_url), import_result_days=366)
    for dry_run, told in ((True, "would be deleted"), (False, "deleted")):
        assert await command(settings, argparse.Namespace(dry_run=dry_run)) == 0
        assert f"results of 1 imports of 1 lines {told}, older than 366 days" in capsys.readouterr().out
    with pytest.raises(SettingsError, match="PASSEPORT_MIGRATION_DATABASE_URL"):
        await command(
            Settings.model_construct(migration_database_url=None, import_result_days=366), argparse.Namespace()
        )
