"""The months of the trail: what was there before goes on, months are made ahead, and go whole when they are proven."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.access import by_holder
from passeport_chassis.db import AccessTrail, create_engine, migrate
from passeport_chassis.ids import new_id
from passeport_identity.storage.tables import access, trail
from passeport_identity.trail.partitions import (
    KeptBack,
    drop_partition,
    expired_partitions,
    make_partitions,
    partitions_of,
)
from passeport_identity.wiring import STORE
from passeport_testing.postgres import Database, PostgresServer
from people import MovedClock
from trails import PERSON, TrailBench

NOW = datetime.now(UTC)


@pytest.fixture
async def before(postgres_server: PostgresServer) -> Database:
    """A database at the revision before there were months."""
    database = postgres_server.create_database(f"months_{new_id().hex[-12:]}")

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(STORE.migrations))
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")

    owner = create_engine(database.owner_url, pool_size=1)
    # Without a transaction of ours: revisions have their own.
    async with owner.connect() as connection:
        await connection.run_sync(upgrade)
    await owner.dispose()
    return database


@pytest.fixture
async def service(before: Database) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(before.app_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def owner(before: Database) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(before.owner_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def bench(service: AsyncEngine, postgres_server: PostgresServer) -> TrailBench:
    clock = MovedClock()
    clock.now = NOW
    return TrailBench(service, postgres_server, clock)


async def number(engine: AsyncEngine, what: str) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).select_from(sa.table(what))) or 0


async def expire(owner: AsyncEngine, now: datetime, told: Callable[[str], Any] = lambda why: None) -> list[str]:
    async with owner.connect() as connection:
        expired = await expired_partitions(connection, trail, now - timedelta(days=366))
    dropped = []
    for each in expired:
        try:
            await drop_partition(owner, trail, each)
            dropped.append(each.name)
        except KeptBack as error:
            told(str(error))
    return dropped


async def test_code_of_before_writes_on_while_months_come_and_each_access_is_sealed_once(
    before: Database, bench: TrailBench, owner: AsyncEngine
) -> None:
    await bench.add(6_000, NOW - timedelta(days=300))
    done, written = asyncio.Event(), 6_000

    async def write() -> int:
        count = 0
        while not done.is_set():
            await bench.add(1, NOW, new_id())
            count += 1
        return count

    writing = asyncio.create_task(write())
    await migrate(before.owner_url, STORE.migrations, before.app)
    done.set()
    written += await writing
    assert await number(owner, "access") == written
    assert await bench.seal() == written
    report = await bench.verify()
    assert (report.accesses, report.waiting, bench.faults) == (written, 0, [])
    # One after the other, newest first, across partitions.
    async with bench.engine.connect() as connection:
        page = await AccessTrail(connection, access).page(PERSON, 50, None)
    assert [each.at for each in page.accesses] == [
        NOW - timedelta(days=300) + timedelta(seconds=5_999 - n) for n in range(50)
    ]
    async with owner.connect() as connection:
        names = [each.name for each in await partitions_of(connection, "access")]
    assert (names[0], names[-1]) == ("access_before", "access_rest")


WATCH = (
    "CREATE TABLE access_unsealed (person_id uuid, at timestamptz, id uuid, queued_at timestamptz DEFAULT now())",
    "CREATE TABLE bounds (what text, bound text)",
    """
    CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO bounds VALUES ('copied', current_setting('statement_timeout'));
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER watch AFTER INSERT ON access_unsealed FOR EACH STATEMENT EXECUTE FUNCTION watch()",
    """
    CREATE FUNCTION watch_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO bounds VALUES (current_query(), current_setting('statement_timeout'));
    END $$
    """,
    "CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch_ddl()",
)


async def test_what_reads_all_accesses_may_take_as_long_as_it_takes(
    before: Database, postgres_server: PostgresServer, bench: TrailBench, owner: AsyncEngine
) -> None:
    await bench.add(3, NOW - timedelta(days=1))
    for statement in WATCH:
        postgres_server.run_sql(
            f"SET ROLE {before.owner}; {statement}" if "EVENT" not in statement else statement,
            database=bench.engine.url.database or "",
        )
    await migrate(before.owner_url, STORE.migrations, before.app)
    async with owner.connect() as connection:
        told = [(what, bound) for what, bound in await connection.execute(sa.text("SELECT what, bound FROM bounds"))]
    whole = [bound for what, bound in told if what == "copied" or "VALIDATE CONSTRAINT access_until" in what]
    assert whole == ["0", "0"]
    assert {bound for what, bound in told if "CREATE TABLE access_seal" in what} == {"5min"}


async def test_months_go_whole_after_their_year_and_not_before_they_are_proven(
    before: Database, bench: TrailBench, owner: AsyncEngine
) -> None:
    await bench.add(3, NOW - timedelta(days=1))
    await migrate(before.owner_url, STORE.migrations, before.app)
    assert await make_partitions(owner, trail, NOW) == []
    later = NOW + timedelta(days=500)
    why: list[str] = []
    assert await expire(owner, NOW, why.append) == []
    dropped = await expire(owner, later, why.append)
    assert why == ["access_before: 3 of its 3 accesses are not sealed"]
    assert "access_before" not in dropped
    await bench.seal()
    why.clear()
    await expire(owner, later, why.append)
    assert why[0] == f"access_before: its accesses are sealed until {NOW.date()}, and the last anchor is of no day"
    bench.clock.now = later
    # Long after the last month was made ahead, so that it has none of its own.
    assert await make_partitions(owner, trail, later - timedelta(days=200))
    await bench.add(2, later)
    await bench.seal()
    assert (await bench.verify()).accesses == 5
    dropped = await expire(owner, later)
    assert dropped[0] == "access_before"
    assert await number(owner, "access") == 2
    report = await bench.verify()
    assert (report.accesses, report.anchors, bench.faults) == (2, 500, [])
    # What came to lie in the partition without bounds gets bounds, and its place is free again.
    assert await number(owner, "access_rest") == 2
    made = await make_partitions(owner, trail, later)
    assert f"access_{later:%Y_%m}_to_{later:%Y_%m}" in made
    assert await number(owner, "access_rest") == 0
    assert await make_partitions(owner, trail, later) == []
    await bench.add(1, later)
    await bench.seal()
    assert (await bench.verify()).accesses == 3
    assert bench.faults == []


async def test_an_access_that_vanished_is_not_taken_for_one_whose_year_is_over(
    before: Database, bench: TrailBench, owner: AsyncEngine
) -> None:
    await migrate(before.owner_url, STORE.migrations, before.app)
    async with bench.engine.begin() as connection:
        await AccessTrail(connection, access).record(by_holder(PERSON, NOW, "identity.read", "Accès"))
    await bench.seal()
    async with owner.begin() as connection:
        await connection.execute(sa.text(f"DROP TABLE access_{NOW:%Y_%m}"))
    await bench.verify()
    assert [each.what for each in bench.faults] == ["missing"]
