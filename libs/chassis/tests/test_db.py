"""Migrations, the audit trail and housekeeping on a real PostgreSQL, with the rights of the real roles."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from passeport_chassis.access import Access, by_holder
from passeport_chassis.db import (
    AccessTrail,
    DatabaseProbe,
    Retention,
    audit_table,
    check_revision,
    create_engine,
    inbox_table,
    migrate,
)
from passeport_chassis.db import migrations as bounds
from passeport_chassis.db.housekeeping import delete_expired, keep_house
from passeport_chassis.ids import new_id
from passeport_testing.postgres import Database, PostgresServer

metadata = sa.MetaData()
access = audit_table(metadata)
inbox = inbox_table(metadata)

ENV = """
import sqlalchemy as sa
from passeport_chassis.db import audit_table, inbox_table, run_migrations
metadata = sa.MetaData()
audit_table(metadata), inbox_table(metadata)
run_migrations(metadata)
"""
FIRST = """
import sqlalchemy as sa
from alembic import op
from passeport_chassis.db import audit_table, inbox_table
revision, down_revision = "0001", None
def upgrade():
    metadata = sa.MetaData()
    audit_table(metadata), inbox_table(metadata)
    metadata.create_all(op.get_bind())
"""
SECOND = """
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    op.execute("CREATE TABLE later (id int PRIMARY KEY)")
"""
# As a service expands a table that is in use.
THIRD = """
from alembic import op
from passeport_chassis.db import add_index
revision, down_revision = "0003", "0002"
def upgrade():
    op.execute("ALTER TABLE inbox ADD COLUMN IF NOT EXISTS more int")
    add_index("inbox_more", "inbox (more)")
"""

ONE_ROW_AND_A_SLOW_FUNCTION = """
    op.execute("INSERT INTO inbox VALUES ('c', gen_random_uuid())")
    op.execute(
        "CREATE FUNCTION slowly(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 FROM pg_sleep(2)'"
    )
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    (folder / "env.py").write_text(ENV)
    (folder / "versions" / "0001_first.py").write_text(FIRST)
    return folder


@pytest.fixture
def database(postgres_server: PostgresServer) -> Database:
    return postgres_server.create_database(f"toy{new_id().hex[20:]}")


async def test_an_older_schema_is_not_ready_and_a_newer_one_is(database: Database, migrations: Path) -> None:
    engine = create_engine(database.app_url)
    with pytest.raises(sa.exc.DBAPIError):
        await check_revision(engine, migrations)
    assert await migrate(database.owner_url, migrations, database.app) == "0001"
    await check_revision(engine, migrations)
    second = migrations / "versions" / "0002_second.py"
    second.write_text(SECOND)
    with pytest.raises(RuntimeError, match="at revision 0001, the code needs 0002"):
        await check_revision(engine, migrations)
    assert await migrate(database.owner_url, migrations, database.app) == "0002"
    second.unlink()
    await check_revision(engine, migrations)
    # As after a rollback of the code: its migration changes nothing, and does not fail.
    assert await migrate(database.owner_url, migrations, database.app) == "0002"
    async with engine.connect() as connection:
        assert (await connection.execute(sa.text("SELECT count(*) FROM later"))).scalar_one() == 0
    await engine.dispose()


async def test_the_trail_can_be_added_to_and_read_but_not_changed(database: Database, migrations: Path) -> None:
    await migrate(database.owner_url, migrations, database.app)
    engine = create_engine(database.app_url)
    person, other = new_id(), new_id()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    told = [
        by_holder(who, start + timedelta(minutes=n), "toy.read", "Consultation", f"{n}")
        for n in range(5)
        for who in (person, other)
    ]
    later = start + timedelta(hours=1)
    told.append(Access(person, later, "partner", "client", "toy.write", "Saisie", "Organisme", "9"))
    async with engine.begin() as connection:
        await AccessTrail(connection, access).record(*told)
        await AccessTrail(connection, access).record()
    async with engine.connect() as connection:
        trail = AccessTrail(connection, access)
        first = await trail.page(person, 3, None)
        second = await trail.page(person, 3, first.next)
        assert [*first.accesses, *second.accesses] == [one for one in reversed(told) if one.person_id == person]
        assert [one.resource_id for one in first.accesses] == ["9", "4", "3"]
        assert second.next is None
    for statement in ("UPDATE access SET action = 'x'", "DELETE FROM access", "TRUNCATE access"):
        async with engine.connect() as connection:
            with pytest.raises(sa.exc.DBAPIError, match="permission denied"):
                await connection.execute(sa.text(statement))
    await engine.dispose()


async def test_what_has_served_its_time_is_deleted(database: Database, migrations: Path) -> None:
    await migrate(database.owner_url, migrations, database.app)
    engine = create_engine(database.app_url)
    now = datetime.now(UTC)
    async with engine.begin() as connection:
        await connection.execute(
            sa.insert(inbox),
            [{"consumer": "c", "event_id": new_id(), "received_at": now - timedelta(days=day)} for day in (1, 40, 50)],
        )
    assert await delete_expired(engine, Retention(inbox, "received_at", timedelta(days=30))) == 2
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(inbox)) == 1
    await engine.dispose()


async def test_two_migrations_at_once_take_turns(database: Database, migrations: Path) -> None:
    # Longer than a lock is waited for, and an index that waits for whoever waits for it.
    slow = SECOND + "    op.execute('SELECT pg_sleep(5)')\n"
    (migrations / "versions" / "0002_second.py").write_text(slow)
    (migrations / "versions" / "0003_third.py").write_text(THIRD)
    both = await asyncio.gather(
        *(migrate(database.owner_url, migrations, database.app) for _ in range(2)), return_exceptions=True
    )
    assert both == ["0003", "0003"]


async def test_a_lock_that_is_not_free_is_asked_for_again(database: Database, migrations: Path) -> None:
    await migrate(database.owner_url, migrations, database.app)
    (migrations / "versions" / "0002_second.py").write_text(SECOND)
    (migrations / "versions" / "0003_third.py").write_text(THIRD)
    engine = create_engine(database.app_url)

    async def until_waiting(answer: bool) -> None:
        waits = sa.text("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'inbox'::regclass")
        async with asyncio.timeout(20), engine.connect() as connection:
            while await connection.scalar(waits) is not answer:  # noqa: ASYNC110 - another migrates
                await asyncio.sleep(0.02)

    async with engine.connect() as service:
        await service.execute(sa.text("SELECT * FROM inbox"))
        migrating = asyncio.create_task(migrate(database.owner_url, migrations, database.app))
        await until_waiting(True)
        # It gives up for a while, whoever queued behind it goes on, and it comes back.
        await until_waiting(False)
        async with engine.connect() as another:
            await another.execute(sa.text("SELECT * FROM inbox"))
        await until_waiting(True)
    assert await migrating == "0003"
    await check_revision(engine, migrations)
    await engine.dispose()


async def test_a_statement_has_its_time_and_an_index_takes_what_it_needs(
    database: Database, migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Less than production waits, and an index that takes longer.
    assert "'300s'" in bounds._BOUNDED
    monkeypatch.setattr(bounds, "_BOUNDED", bounds._BOUNDED.replace("'300s'", "'1s'"))
    second, third = (migrations / "versions" / f"{name}.py" for name in ("0002_second", "0003_third"))
    second.write_text(SECOND + ONE_ROW_AND_A_SLOW_FUNCTION)
    third.write_text(THIRD.replace("inbox (more)", "inbox (slowly(consumer))"))
    assert await migrate(database.owner_url, migrations, database.app) == "0003"
    fourth = "from alembic import op\nrevision, down_revision = '0004', '0003'\ndef upgrade():\n"
    (migrations / "versions" / "0004_fourth.py").write_text(f"{fourth}    op.execute('SELECT pg_sleep(2)')\n")
    with pytest.raises(sa.exc.DBAPIError, match="statement timeout"):
        await migrate(database.owner_url, migrations, database.app)


async def test_an_index_that_was_cut_off_is_made_anew(database: Database, migrations: Path) -> None:
    await migrate(database.owner_url, migrations, database.app)
    owner = create_engine(database.owner_url)
    async with owner.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for _ in range(2):
            await connection.execute(sa.insert(inbox).values(consumer="c", event_id=new_id()))
        with pytest.raises(sa.exc.IntegrityError):
            await connection.execute(sa.text("CREATE UNIQUE INDEX CONCURRENTLY inbox_more ON inbox (consumer)"))
        (migrations / "versions" / "0002_second.py").write_text(SECOND)
        (migrations / "versions" / "0003_third.py").write_text(THIRD)
        assert await migrate(database.owner_url, migrations, database.app) == "0003"
        valid = sa.text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'inbox_more'::regclass")
        assert await connection.scalar(valid)
    await owner.dispose()


async def test_the_service_may_not_change_what_only_grows_nor_its_revision(
    database: Database, migrations: Path
) -> None:
    await migrate(database.owner_url, migrations, database.app)
    engine = create_engine(database.app_url)
    async with engine.connect() as connection:

        async def may(table: str) -> str:
            verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
            asked = [sa.func.has_table_privilege(table, verb) for verb in verbs]
            answers = (await connection.execute(sa.select(*asked))).one()
            return " ".join(verb for verb, answer in zip(verbs, answers, strict=True) if answer)

        assert await may("access") == "SELECT INSERT"
        assert await may("alembic_version") == "SELECT"
        assert await may("inbox") == "SELECT INSERT UPDATE DELETE"
    await engine.dispose()


async def test_housekeeping_reads_what_has_expired_and_not_the_whole_table(
    database: Database, migrations: Path
) -> None:
    await migrate(database.owner_url, migrations, database.app)
    many = "INSERT INTO inbox SELECT 'c', gen_random_uuid(), now() - n * interval '1s' FROM generate_series(1, 50000) n"
    engine, owner = create_engine(database.app_url), create_engine(database.owner_url)
    async with owner.begin() as connection:
        await connection.execute(sa.text(many))
        await connection.execute(sa.text("ANALYZE inbox"))
    await owner.dispose()
    ran: list[tuple[str, Any]] = []

    def note(connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        ran.append((statement, parameters))

    sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    assert await delete_expired(engine, Retention(inbox, "received_at", timedelta(seconds=49000))) >= 1000
    statement, parameters = next(one for one in ran if one[0].startswith("DELETE"))
    async with engine.connect() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)).scalars().all()
    assert any("ix_inbox_received_at" in line for line in plan)
    assert not any("Seq Scan" in line for line in plan)
    await engine.dispose()


async def test_a_failure_of_housekeeping_is_counted(database: Database) -> None:
    engine, stop = create_engine(database.app_url), asyncio.Event()

    def failures() -> float:
        return REGISTRY.get_sample_value("housekeeping_failures_total", {"table": "inbox"}) or 0.0

    before = failures()
    keeping = asyncio.create_task(keep_house(engine, [Retention(inbox, "received_at", timedelta(days=30))], stop))
    await asyncio.sleep(0)
    stop.set()
    await keeping
    # There is no such table.
    assert failures() == before + 1
    await engine.dispose()


async def test_the_probe_wants_the_database_and_its_schema(
    postgres_server: PostgresServer, database: Database, migrations: Path
) -> None:
    probe = DatabaseProbe(database.app_url, migrations)
    with pytest.raises(sa.exc.DBAPIError):
        await probe()
    await migrate(database.owner_url, migrations, database.app)
    await probe()
    await probe()
    await probe.close()
