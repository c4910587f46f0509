"""The history of each database has one head, and leads to exactly the tables that the code knows."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from passeport_chassis.db import migrate
from passeport_testing.postgres import PostgresServer
from tests.architecture.house import STORES
from tools.distributions import ROOT


def history(service: str) -> Path:
    return ROOT / "services" / service / "src" / f"passeport_{service}" / "migrations"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path_factory.mktemp("postgres"), fast=True)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("service", STORES)
def test_there_is_one_head(service: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(history(service)))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


@pytest.mark.parametrize("service", STORES)
async def test_migrations_lead_to_the_tables_of_the_code(service: str, server: PostgresServer) -> None:
    database = server.create_database(service)
    await migrate(database.owner_url, history(service), database.app)
    metadata = importlib.import_module(f"passeport_{service}.storage.tables").metadata

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))

    engine = create_async_engine(database.owner_url.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()
