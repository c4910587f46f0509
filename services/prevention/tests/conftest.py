"""What the tests share: a migrated database of its own, emptied after each test that uses it."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine, migrate
from passeport_prevention.messaging.events import encode
from passeport_prevention.messaging.streams import PERSONS
from passeport_prevention.storage.tables import metadata
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.wiring import STORE
from passeport_testing.postgres import Database, PostgresServer


@pytest.fixture(scope="session")
async def database(postgres_server: PostgresServer) -> Database:
    """A database brought to the newest revision as `migrate` does."""
    database = postgres_server.create_database("prevention", makes_roles=True)
    await migrate(database.owner_url, STORE.migrations, database.app)
    return database


@pytest.fixture(scope="session")
async def owner_engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """The database as its owner sees it."""
    engine = create_engine(database.owner_url, pool_size=2)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def shared_engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """The database as the role of the service sees it."""
    engine = create_engine(database.app_url, pool_size=10)
    yield engine
    await engine.dispose()


@pytest.fixture
async def engine(shared_engine: AsyncEngine, owner_engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """The same, emptied after the test; transactions really commit, so no savepoint could hide them."""
    yield shared_engine
    # TRUNCATE makes each table and index a new file: ten times as slow for the few rows of a test.
    everything = "; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables))  # noqa: S608
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text(f"DO $$ BEGIN {everything}; END $$"))


@pytest.fixture(scope="session")
def import_keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys that seal the files that wait."""
    path = tmp_path_factory.mktemp("keys") / "import_keys.json"
    path.write_text(json.dumps({"current": "1", "keys": {"1": base64.b64encode(bytes(32)).decode()}}))
    return path


@pytest.fixture
def open_work(engine: AsyncEngine) -> UnitsOfWork:
    """Units of work on PostgreSQL."""
    return UnitsOfWork(engine, PERSONS.name, encode)
