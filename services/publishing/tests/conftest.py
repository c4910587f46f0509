"""What the tests share: the workshop, and a migrated database of its own, emptied after each test that uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine, migrate
from passeport_publishing.documents.authority_for_tests import make_test_authority
from passeport_publishing.messaging.events import encode
from passeport_publishing.messaging.streams import ENTRY_CHANGES
from passeport_publishing.storage.tables import metadata
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.wiring import STORE
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import free_ports
from passeport_testing.postgres import Database, PostgresServer
from s3_server import S3Server
from samples import make_snapshot
from workshop import Workshop, make_workshop

Files = Callable[[str], LeafFiles]


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return make_workshop(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def credential(workshop: Workshop) -> str:
    return workshop.credential(make_snapshot())


@pytest.fixture(scope="session")
def sealed(workshop: Workshop, credential: str) -> bytes:
    return workshop.seal(workshop.render(make_snapshot(), credential))


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 service, started when it is first asked for."""
    server = S3Server(tmp_path_factory.mktemp("s3"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
async def database(postgres_server: PostgresServer) -> Database:
    """A database brought to the newest revision as `migrate` does."""
    database = postgres_server.create_database("publishing")
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


@pytest.fixture
def open_work(engine: AsyncEngine) -> UnitsOfWork:
    """Units of work on PostgreSQL."""
    return UnitsOfWork(engine, ENTRY_CHANGES.name, encode)


@pytest.fixture
def environment(tmp_path: Path, tls_files: Files, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    make_test_authority(tmp_path / "seal")
    own, (grpc_port, admin_port) = tls_files("publishing"), free_ports(2)
    values = {
        "GRPC_LISTEN": f"127.0.0.1:{grpc_port}",
        "ADMIN_LISTEN": f"127.0.0.1:{admin_port}",
        "TLS_CERT_FILE": own.certificate,
        "TLS_KEY_FILE": own.key,
        "TLS_CA_FILE": own.authority,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "NATS_URL": "nats://127.0.0.1:1",
        "PUBLIC_BASE_URL": "http://localhost:8080",
        "SEAL_KEY_FILE": tmp_path / "seal" / "seal.key",
        "SEAL_CERT_FILE": tmp_path / "seal" / "seal.pem",
        "SEAL_CHAIN_FILE": tmp_path / "seal" / "chain.pem",
        "SEAL_TRUST_FILE": tmp_path / "seal" / "root.pem",
        "CREDENTIAL_KEY_FILE": tmp_path / "seal" / "credential.key",
        "RENDER_WORKERS": "1",
        "SHUTDOWN_GRACE": "2",
    }
    named = {f"PASSEPORT_{name}": str(value) for name, value in values.items()}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    return named
