"""Migrations, the audit trail and housekeeping on a real PostgreSQL, with the rights of the real roles."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

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
from passeport_chassis.db.housekeeping import delete_expired
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
    slow = SECOND + "    op.execute('SELECT pg_sleep(5)')\n"
    (migrations / "versions" / "0002_second.py").write_text(slow)
    both = await asyncio.gather(
        *(migrate(database.owner_url, migrations, database.app) for _ in range(2)), return_exceptions=True
    )
    assert both == ["0002", "0002"]


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
