"""The migrations: one head, up and down and up again, and the tables that the code describes."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import check_revision, create_engine, migrate
from passeport_records.storage.tables import metadata
from passeport_records.wiring import STORE
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


async def test_down_and_up_again(postgres_server: PostgresServer) -> None:
    other = postgres_server.create_database("records_down")
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
