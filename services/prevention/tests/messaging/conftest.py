"""A stream as `migrate` makes it, and a relay from the database to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from arrival_support import RECORDS
from passeport_chassis.db import OutboxRelay
from passeport_chassis.events import Bus
from passeport_chassis.messaging import connect, provision
from passeport_prevention.messaging.streams import DURABLES, STREAM
from passeport_prevention.storage.tables import outbox
from passeport_testing.nats import NatsServer
from support import IDENTITY


@pytest.fixture
async def nats(nats_server: NatsServer) -> AsyncIterator[Client]:
    """A client that sees everything; the stream is gone afterwards."""
    client = await connect(nats_server.url(), "test")
    for others in (IDENTITY, RECORDS):
        await provision(client, others, ())
    await provision(client, STREAM, DURABLES)
    yield client
    for stream in (IDENTITY, RECORDS, STREAM):
        await client.jetstream().delete_stream(stream.name)
    await client.close()


@pytest.fixture
async def bus(nats: Client, nats_server: NatsServer) -> AsyncIterator[Bus]:
    bus = Bus(nats_server.url(), "prevention", STREAM)
    yield bus
    await bus.close()


@pytest.fixture
def relay(engine: AsyncEngine, bus: Bus) -> OutboxRelay:
    return OutboxRelay(engine, outbox, bus.publish)
