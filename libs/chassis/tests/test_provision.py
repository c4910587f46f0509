"""Streams and durables come to be in any order of deployment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from nats.aio.client import Client

from passeport_chassis.messaging import Durable, Stream, StreamMissing, connect, provision
from passeport_testing.nats import NatsServer, NatsUser

STREAM = Stream("LATE", ("passeport.late.v1.>",), max_bytes=64 * 1024**2)
DURABLE = Durable("reader", "LATE", ("passeport.late.v1.thing.made",))


@pytest.fixture
async def client(nats_server: NatsServer) -> AsyncIterator[Client]:
    client = await connect(nats_server.url(), "late")
    yield client
    await client.close()


async def test_a_durable_waits_for_the_owner_of_its_stream(client: Client) -> None:
    early = asyncio.create_task(provision(client, None, [DURABLE]))
    await asyncio.sleep(0.3)
    assert not early.done()
    await provision(client, STREAM, [])
    await asyncio.wait_for(early, 5)
    await provision(client, STREAM, [DURABLE])
    info = await client.jetstream().consumer_info("LATE", "reader")
    assert info.config.filter_subjects == ["passeport.late.v1.thing.made"]
    assert info.config.max_deliver == -1
    await client.jetstream().delete_stream("LATE")


async def test_an_owner_who_does_not_come_is_told_by_name_and_keeps_no_other_consumer_away(client: Client) -> None:
    there = Stream("THERE", ("passeport.there.v1.>",), max_bytes=64 * 1024**2)
    await provision(client, there, [])
    other = Durable("other", "THERE", ("passeport.there.v1.thing.made",))
    with pytest.raises(StreamMissing, match=r"stream LATE is not there .* consumer reader .* migrate the service"):
        await provision(client, None, [DURABLE, other], patience=timedelta(seconds=0.4))
    assert (await client.jetstream().consumer_info("THERE", "other")).name == "other"
    await client.jetstream().delete_stream("THERE")


async def test_a_password_may_hold_whatever_an_address_escapes(tmp_path: Path) -> None:
    server = NatsServer(tmp_path, users={"toy": NatsUser("p@ss/w:rd %?#é", ("toy.>",), ("_INBOX_toy.>",))})
    server.start()
    try:
        client = await connect(server.url("toy"), "toy", wait=False)
        await client.flush(timeout=2)
        await client.close()
    finally:
        server.stop()
