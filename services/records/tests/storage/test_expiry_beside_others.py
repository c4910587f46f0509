"""Reports expire while others hold rows, undo, or stand in the way; and only the owner writes what is laid together."""

from __future__ import annotations

import argparse
import importlib
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_chassis.db import create_engine
from passeport_chassis.ids import new_id
from passeport_records.commands.reports import COMMANDS
from passeport_records.domain.batch import Feed
from passeport_records.settings import Settings
from passeport_records.storage import tables
from passeport_records.storage.report_expiry import Expired, expire_reports
from passeport_records.storage.rollbacks import SqlRollbacks
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_testing.postgres import Database
from rollback_support import YEAR, everything, grown_old, undone
from samples import NIR, contract, lot, message, person, simple_flux
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


async def test_whoever_holds_a_contract_holds_up_one_person_and_for_a_while(
    database: Database,
    owner_engine: AsyncEngine,
    tools: FeedTools,
    persons: KnownPersons,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = persons.add("2810444109055")
    months = [
        await send_and_process(
            tools,
            DSN_SENDER,
            Feed.DSN,
            lot(*(message(person(nir=nir), contract(), month=f"01{n:02}2026") for nir in (NIR, "2810444109055"))),
            f"{n}",
        )
        for n in (3, 4)
    ]
    await grown_old(owner_engine, *months)
    asked: list[float] = []

    async def pause(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr("passeport_records.storage.patience.asyncio.sleep", pause)
    impatient = create_engine(database.owner_url, pool_size=1)
    sa.event.listen(impatient.sync_engine, "begin", lambda it: it.exec_driver_sql("SET LOCAL lock_timeout = '20ms'"))
    monkeypatch.setattr("passeport_records.commands.reports._SAID_EVERY", 2)
    monkeypatch.setattr("passeport_records.commands.reports.create_engine", lambda *_, **__: impatient)
    settings = Settings.model_construct(migration_database_url=SecretStr(database.owner_url), report_days=366)
    async with owner_engine.begin() as undoing:
        await undoing.execute(sa.select(tables.entry.c.id).where(tables.entry.c.person_id == other).with_for_update())
        status = await COMMANDS["expire-reports"].run(settings, argparse.Namespace(dry_run=False))
    assert status == 1
    assert len(asked) == 4, "both together, then the one"
    said = capsys.readouterr().out
    assert "contracts of 2 persons so far, 1 confirmations" in said
    assert "1 persons passed over" in said
    assert {row.person_id for row in await everything(owner_engine, tables.confirmation)} == {other}
    # Another month, and what stayed goes too.
    last = await send_and_process(
        tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract(), month="01052026")), "5"
    )
    await grown_old(owner_engine, last)
    assert await COMMANDS["expire-reports"].run(settings, argparse.Namespace(dry_run=False)) == 0
    assert await everything(owner_engine, tables.confirmation) == []


async def test_a_batch_with_which_it_does_not_work_keeps_nobody_from_the_others(
    database: Database, owner_engine: AsyncEngine, tools: FeedTools, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = [
        await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux(name), name) for name in "ab"
    ]
    await grown_old(owner_engine, first, second)
    refusing = f"BEGIN IF OLD.batch_id = '{first.id}' THEN RAISE 'no'; END IF; RETURN OLD; END"
    refuse = (
        f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {refusing} $$",
        "CREATE TRIGGER refuse BEFORE DELETE ON batch_item FOR EACH ROW EXECUTE FUNCTION refuse()",
    )
    settings = Settings.model_construct(migration_database_url=SecretStr(database.owner_url), report_days=366)
    try:
        async with owner_engine.begin() as connection:
            for statement in refuse:
                await connection.execute(sa.text(statement))
        assert await COMMANDS["expire-reports"].run(settings, argparse.Namespace(dry_run=False)) == 1
    finally:
        async with owner_engine.begin() as connection:
            await connection.execute(sa.text("DROP FUNCTION refuse CASCADE"))
    assert f"not deleted, the next run tries again: {first.id}\n" in capsys.readouterr().out
    assert {row.batch_id for row in await everything(owner_engine, tables.batch_item)} == {first.id}
    assert await expire_reports(owner_engine, YEAR) == Expired(1, 1)


async def test_what_lines_kept_no_longer_are_noted_in_no_report_that_expires_meanwhile(
    owner_engine: AsyncEngine, tools: FeedTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, back = [
        await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract(), month=month)), month)
        for month in ("01092026", "01102026")
    ]
    await undone(tools, given)
    await grown_old(owner_engine, given)
    marking = sa.update(tables.batch).where(tables.batch.c.id == given.id).values(report_expired_at=sa.func.now())
    note, met = SqlRollbacks._note, []

    async def noting(self: SqlRollbacks, places: Any, at: datetime, **said: str) -> None:
        if places and not said:
            async with owner_engine.connect() as connection:
                await connection.execute(sa.text("SET LOCAL lock_timeout = '20ms'"))
                with pytest.raises(DBAPIError, match="lock timeout"):
                    await connection.execute(marking)
            met.append(places)
        await note(self, places, at, **said)

    monkeypatch.setattr(SqlRollbacks, "_note", noting)
    await undone(tools, back)
    assert len(met) == 1


async def test_nobody_but_the_owner_writes_the_ground(engine: AsyncEngine) -> None:
    row = {"person_id": new_id(), "turn": 1, "contracts": []}
    with pytest.raises(DBAPIError, match="permission denied for table ground"):
        async with engine.begin() as connection:
            await connection.execute(sa.insert(tables.ground).values(row))


async def test_there_is_no_way_back_from_what_was_laid_together(owner_engine: AsyncEngine, engine: AsyncEngine) -> None:
    module = importlib.import_module("passeport_records.migrations.versions.0029_ground")

    def down(connection: sa.Connection) -> None:
        with Operations.context(MigrationContext.configure(connection)):
            module.downgrade()

    async with owner_engine.begin() as connection:
        await connection.execute(sa.insert(tables.ground).values(person_id=new_id(), turn=1, contracts=[]))
        with pytest.raises(DBAPIError, match="ground has rows"):
            await connection.run_sync(down)
        await connection.rollback()


async def test_statements_of_it_have_no_end_that_a_large_batch_meets(
    database: Database, owner_engine: AsyncEngine, tools: FeedTools
) -> None:
    sent = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    again = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "b.xml")
    month = await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract())), "m")
    await grown_old(owner_engine, sent, again, month)
    told: list[tuple[str, str]] = []
    owner = create_engine(database.owner_url, pool_size=1)

    def note(connection: sa.Connection, cursor: Any, statement: str, *_: object) -> None:
        if "DELETE FROM" in statement:
            cursor.execute("SHOW statement_timeout")
            told.append((statement.split()[2], cursor.fetchone()[0]))

    sa.event.listen(owner.sync_engine, "before_cursor_execute", note)
    assert (await expire_reports(owner, YEAR)).confirmations == 1
    await owner.dispose()
    assert {limit for _, limit in told} == {"0"}
    asked = [table for table, _ in told if table == "confirmation"]
    assert len(asked) == 2, "for the two batches of awards, and not for the month"
