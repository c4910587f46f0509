"""A database with the tables of the toy service, and a bus with its stream."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import create_engine
from passeport_chassis.events import Bus
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import connect, provision
from passeport_testing.nats import NatsServer
from passeport_testing.postgres import PostgresServer
from toy import READER, STREAM, metadata


@pytest.fixture
async def engine(postgres_server: PostgresServer) -> AsyncIterator[AsyncEngine]:
    database = postgres_server.create_database(f"toy{new_id().hex[:12]}")
    engine = create_engine(database.owner_url, pool_size=5)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def client(nats_server: NatsServer) -> AsyncIterator[Client]:
    client = await connect(nats_server.url(), "toy")
    await provision(client, STREAM, [READER])
    yield client
    await client.jetstream().delete_stream("TOY")
    await client.close()


@pytest.fixture
async def bus(client: Client, nats_server: NatsServer) -> AsyncIterator[Bus]:
    bus = Bus(nats_server.url(), "toy", STREAM)
    yield bus
    await bus.close()
