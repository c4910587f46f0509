"""What the tests share: a migrated database, emptied after each test that uses it, and units of work on it."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from hypothesis import settings as hypothesis_settings
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine, migrate
from passeport_identity.messaging.events import encode
from passeport_identity.storage.tables import metadata
from passeport_identity.wiring import STORE
from passeport_testing.certificates import CertificateAuthority, private_key_pem
from passeport_testing.postgres import Database, PostgresServer
from people import MovedClock
from sandbox import Sandbox, running_sandbox
from sql_units import SqlUnits

# A busy machine is no failure of a property.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
async def database(postgres_server: PostgresServer) -> Database:
    """A database brought to the newest revision as `migrate` does."""
    database = postgres_server.create_database("identity")
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
    names = ", ".join(table.name for table in metadata.sorted_tables)
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text(f"TRUNCATE {names}"))


@pytest.fixture
def sql_units(engine: AsyncEngine) -> SqlUnits:
    """Units of work on PostgreSQL."""
    return SqlUnits(engine, encode)


@pytest.fixture
def clock() -> MovedClock:
    """A clock that the test moves."""
    return MovedClock()


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """The sandbox's FranceConnect."""
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    """A browser that follows no redirection by itself."""
    async with httpx.AsyncClient(timeout=5.0) as client:
        yield client


@pytest.fixture
def key_files(tmp_path: Path) -> dict[str, Path]:
    """Files of keys: those of the vault of `people`, and a signing key made for this test."""
    files = {}
    for name, key in (("nir_keys_file", b"s" * 32), ("nir_index_keys_file", b"i" * 32)):
        files[name] = tmp_path / f"{name}.json"
        files[name].write_text(json.dumps({"current": "1", "keys": {"1": base64.b64encode(key).decode()}}))
    files["caller_token_key_file"] = tmp_path / "caller-token.pem"
    files["caller_token_key_file"].write_bytes(private_key_pem(CertificateAuthority.create().key))
    return files
