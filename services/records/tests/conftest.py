"""What the tests share: a migrated database of its own, emptied after each test that uses it, and a small identity."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.identity.v1 import (
    declared_number_service_pb2,
    declared_number_service_pb2_grpc,
    person_resolution_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)
from passeport.identity.v1 import person_resolution_service_pb2 as resolution_pb2
from passeport_chassis.db import create_engine, migrate
from passeport_chassis.rpc import Policy, RpcServer, TlsFiles
from passeport_records.messaging.events import encode
from passeport_records.storage.tables import metadata
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.wiring import STORE
from passeport_testing.certificates import LeafFiles
from passeport_testing.ports import free_port
from passeport_testing.postgres import Database, PostgresServer
from passeport_testing.services import serving
from rpc_identity import Identity


@pytest.fixture(scope="session")
async def database(postgres_server: PostgresServer) -> Database:
    """A database brought to the newest revision as `migrate` does."""
    database = postgres_server.create_database("records")
    await migrate(database.owner_url, STORE.migrations, database.app)
    return database


@pytest.fixture(scope="session")
async def owner_engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """The database as its owner sees it: every row of every person."""
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
    """Units of work on one passport, in PostgreSQL."""
    return UnitsOfWork(engine, encode)


@pytest.fixture
def open_feed_work(engine: AsyncEngine) -> FeedUnitsOfWork:
    """Units of work of feeds, in PostgreSQL."""
    return FeedUnitsOfWork(engine, encode)


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest.fixture
async def identity_target(identity: Identity, tls_files: Callable[[str], LeafFiles]) -> AsyncIterator[str]:
    own = tls_files("identity")
    listen = f"127.0.0.1:{free_port()}"
    policies = {
        "/passeport.identity.v1.PersonResolutionService/ResolvePersons": Policy.service("records", "prevention"),
        "/passeport.identity.v1.PersonResolutionService/StreamResolvePersons": Policy.service("records", "prevention"),
        "/passeport.identity.v1.DeclaredNumberService/DeclareNumbers": Policy.service("records"),
        "/passeport.identity.v1.KeyService/GetCallerTokenKeys": Policy.service("records"),
        "/passeport.identity.v1.KeyService/GetEncryptionKeys": Policy.service("gateway"),
    }
    server = RpcServer(listen, TlsFiles(own.certificate, own.key, own.authority), policies, caller_keys=None, grace=0.5)
    server.add(
        person_resolution_service_pb2_grpc.add_PersonResolutionServiceServicer_to_server,
        identity,
        resolution_pb2.DESCRIPTOR.services_by_name["PersonResolutionService"],
    ).add(
        declared_number_service_pb2_grpc.add_DeclaredNumberServiceServicer_to_server,
        identity,
        declared_number_service_pb2.DESCRIPTOR.services_by_name["DeclaredNumberService"],
    ).add(
        token_service_pb2_grpc.add_KeyServiceServicer_to_server,
        identity,
        token_service_pb2.DESCRIPTOR.services_by_name["KeyService"],
    )
    async with serving(server, listen) as target:
        yield target


@pytest.fixture(scope="session")
def feed_keys_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys that seal the files that wait."""
    path = tmp_path_factory.mktemp("keys") / "feed_keys.json"
    path.write_text(json.dumps({"current": "1", "keys": {"1": base64.b64encode(bytes(32)).decode()}}))
    return path
