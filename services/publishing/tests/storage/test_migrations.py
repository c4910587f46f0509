"""The migrations: one head, up and down and up again, and the tables that the code describes."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import check_revision, create_engine, migrate
from passeport_publishing.storage.tables import metadata, source, status_list
from passeport_publishing.wiring import STORE
from passeport_testing.postgres import Database, PostgresServer


def config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(STORE.migrations))
    return config


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


async def test_the_tables_are_those_that_the_code_describes(owner_engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, metadata))

    async with owner_engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_again_changes_nothing_and_the_service_finds_its_revision(
    database: Database, shared_engine: AsyncEngine
) -> None:
    head = await migrate(database.owner_url, STORE.migrations, database.app)
    assert head == ScriptDirectory.from_config(config()).get_current_head()
    await check_revision(shared_engine, STORE.migrations)


async def test_rows_of_before_are_taken_over_and_the_code_of_before_goes_on(postgres_server: PostgresServer) -> None:
    other = postgres_server.create_database("publishing_expand")
    engine = create_engine(other.owner_url, pool_size=1)

    def upgrade(connection: Connection, revision: str) -> None:
        upwards = config()
        upwards.attributes["connection"] = connection
        command.upgrade(upwards, revision)

    async def write(number: int) -> None:
        """What the code of revision 0001 writes of one publication."""
        parameters = {"id": uuid4(), "record": uuid4(), "index": number}
        async with engine.begin() as connection:
            for statement in (
                "INSERT INTO source VALUES (:id, :id, :record, now())",
                "INSERT INTO source_change (record_id, changed_at) VALUES (:record, now())",
                "INSERT INTO status_list VALUES ('refresh-1', 'refresh', 1, now()) ON CONFLICT DO NOTHING",
                "INSERT INTO status_entry VALUES ('refresh-1', :index, :id, :id)",
            ):
                await connection.execute(sa.text(statement), parameters)

    try:
        async with engine.connect() as connection:
            await connection.run_sync(upgrade, "0001")
            await connection.commit()
        await write(1)
        await write(2)
        async with engine.connect() as connection:
            await connection.run_sync(upgrade, "head")
            await connection.commit()
        await write(3)
        async with engine.connect() as connection:
            assert await connection.scalar(sa.select(status_list.c.taken)) == 2
            assert set(await connection.scalars(sa.select(source.c.revision))) == {None}
    finally:
        await engine.dispose()


async def test_down_and_up_again(postgres_server: PostgresServer) -> None:
    other = postgres_server.create_database("publishing_down")
    await migrate(other.owner_url, STORE.migrations, other.app)
    engine = create_engine(other.owner_url, pool_size=1)

    def down(connection: Connection) -> None:
        downwards = config()
        downwards.attributes["connection"] = connection
        command.downgrade(downwards, "base")

    try:
        async with engine.connect() as connection:
            await connection.run_sync(down)
            await connection.commit()
        assert await migrate(other.owner_url, STORE.migrations, other.app) != ""
    finally:
        await engine.dispose()
