"""What the tests share: a migrated database, emptied after each test that uses it, and units of work on it."""

import base64
import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
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
from passeport_sandbox.openid.authorities import trusted_authorities
from passeport_testing.certificates import CertificateAuthority, LeafFiles, private_key_pem
from passeport_testing.nats import NatsServer
from passeport_testing.ports import free_ports
from passeport_testing.postgres import Database, PostgresServer
from people import MovedClock
from sandbox import BASE_URL, SECRET, Sandbox, running_sandbox
from sql_units import SqlUnits

# A busy machine is no failure of a property.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
async def database(postgres_server: PostgresServer) -> Database:
    """A database brought to the newest revision as `migrate` does."""
    database = postgres_server.create_database("identity")
    await migrate(database.owner_url, STORE.migrations, database.app)
    # What is written once refuses to be emptied, by a trigger; only an administrator may have it look away.
    postgres_server.run_sql(f"GRANT SET ON PARAMETER session_replication_role TO {database.owner}")
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
    everything = "; ".join(f"DELETE FROM {table.name}" for table in metadata.sorted_tables)  # noqa: S608
    async with owner_engine.begin() as connection:
        await connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        await connection.execute(sa.text(f"DO $$ BEGIN {everything}; END $$"))


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
    async with httpx.AsyncClient(timeout=5.0, verify=trusted_authorities()) as client:
        yield client


@pytest.fixture
def key_files(tmp_path: Path) -> dict[str, Path]:
    """Files of keys: those of the vault of `people`, and a signing key made for this test."""
    files = {}
    for name, key in (("nir_keys_file", b"s" * 32), ("nir_index_keys_file", b"i" * 32), ("email_keys_file", b"e" * 32)):
        files[name] = tmp_path / f"{name}.json"
        files[name].write_text(json.dumps({"current": "1", "keys": {"1": base64.b64encode(key).decode()}}))
    files["caller_token_key_file"] = tmp_path / "caller-token.pem"
    files["caller_token_key_file"].write_bytes(private_key_pem(CertificateAuthority.create().key))
    return files


@pytest.fixture
def environment(
    database: Database,
    nats_server: NatsServer,
    tls_files: Callable[[str], LeafFiles],
    key_files: dict[str, Path],
    tmp_path: Path,
) -> dict[str, str]:
    """What an operator gives the program; secrets come from files."""
    own = tls_files("identity")
    grpc_port, admin_port, records_port = free_ports(3)
    (tmp_path / "database_url").write_text(f"{database.app_url}\n")
    (tmp_path / "franceconnect").write_text(SECRET)
    return {
        "PATH": os.environ["PATH"],
        "PASSEPORT_DATABASE_URL_FILE": str(tmp_path / "database_url"),
        "PASSEPORT_MIGRATION_DATABASE_URL": database.owner_url,
        "PASSEPORT_NATS_URL": nats_server.url(),
        "PASSEPORT_GRPC_LISTEN": f"127.0.0.1:{grpc_port}",
        "PASSEPORT_ADMIN_LISTEN": f"127.0.0.1:{admin_port}",
        "PASSEPORT_RECORDS_TARGET": f"dns:///localhost:{records_port}",
        "PASSEPORT_TLS_CERT_FILE": str(own.certificate),
        "PASSEPORT_TLS_KEY_FILE": str(own.key),
        "PASSEPORT_TLS_CA_FILE": str(own.authority),
        "PASSEPORT_PUBLIC_BASE_URL": BASE_URL,
        "PASSEPORT_FRANCECONNECT_ISSUER": "http://localhost:9/api/v2",
        "PASSEPORT_FRANCECONNECT_CLIENT_ID": "passeport",
        "PASSEPORT_FRANCECONNECT_CLIENT_SECRET_FILE": str(tmp_path / "franceconnect"),
        **{f"PASSEPORT_{name.upper()}": str(path) for name, path in key_files.items()},
    }
