"""What the bus refuses, and for how long: a server with users, whose configuration is changed while it runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from nats.errors import NoRespondersError
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import OutboxEvent, add_events
from passeport_chassis.errors import Refused
from passeport_chassis.events import Bus
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery, Message, Publisher, connect, provision
from passeport_testing.nats import NatsServer, NatsUser
from toy import READER, STREAM, SUBJECT, consuming, letters_of, make_event, outbox, relay_to, unpublished, until

NEW_SUBJECT = "passeport.toy.v1.thing.unheardOf"
TOY = NatsUser("toy-password", (SUBJECT, "$JS.API.CONSUMER.>", "$JS.ACK.>"), ("_INBOX_toy.>",))


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[NatsServer]:
    """A server with users, the toy's stream on it."""
    server = NatsServer(tmp_path / "nats", users={"toy": TOY, "maker": NatsUser("p", (">",), (">",))})
    await asyncio.to_thread(server.start)
    maker = await connect(server.url("maker"), "maker")
    await provision(maker, STREAM, [READER])
    await maker.close()
    yield server
    await asyncio.to_thread(server.stop)


@pytest.fixture
async def own(guarded: NatsServer) -> AsyncIterator[Bus]:
    bus = Bus(guarded.url("toy"), "toy", STREAM)
    yield bus
    await bus.close()


def change(server: NatsServer, user: NatsUser) -> None:
    server.users["toy"] = user
    server.reload()


async def eventually_published(bus: Bus, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while True:
            try:
                await bus.publish([make_event(9)])
            except Exception:  # noqa: BLE001 - until it comes back
                await asyncio.sleep(0.1)
            else:
                return


async def write(engine: AsyncEngine, *events: OutboxEvent) -> None:
    async with engine.begin() as connection:
        await add_events(connection, outbox, events)


async def test_a_process_that_was_refused_once_publishes_and_consumes_again(
    engine: AsyncEngine, guarded: NatsServer, own: Bus
) -> None:
    handled: list[bytes] = []

    async def handle(delivery: Delivery) -> None:
        handled.append(delivery.data)

    async with consuming(own, engine, handle):
        await own.publish([make_event(1)])
        await until(lambda: handled == [b"1"])
        client = await own.client()
        change(guarded, replace(TOY, password="another"))
        await until(lambda: client.is_closed)
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, it is no success
            await own.publish([make_event(2)])
        change(guarded, TOY)
        await eventually_published(own)
        await until(lambda: handled == [b"1", b"9"], 20)


async def test_a_process_that_is_refused_at_first_comes_in_later(guarded: NatsServer, own: Bus) -> None:
    change(guarded, replace(TOY, password="another"))
    with pytest.raises(TimeoutError):
        await own.client()
    await asyncio.sleep(1)
    change(guarded, TOY)
    await eventually_published(own)
    await own.ping()


async def test_an_event_that_may_not_be_published_does_not_hold_back_the_others(
    engine: AsyncEngine, guarded: NatsServer, own: Bus
) -> None:
    relay = relay_to(engine, own)
    await write(engine, *(make_event(number, NEW_SUBJECT if number == 1 else SUBJECT) for number in range(8)))
    assert await relay.relay_once() == 7
    # Set aside: it is not asked again at once, and what comes is not delayed by it.
    await write(engine, make_event(8))
    began = time.monotonic()
    assert (await relay.relay_once(), await relay.relay_once()) == (1, 0)
    assert time.monotonic() - began < 2
    assert await unpublished(engine) == 1
    assert (REGISTRY.get_sample_value("outbox_oldest_unpublished_seconds") or 0) > 0
    change(guarded, replace(TOY, publish=(*TOY.publish, NEW_SUBJECT)))
    async with engine.begin() as connection:
        waits = await connection.execute(sa.select(outbox.c.not_before).where(outbox.c.published_at.is_(None)))
        assert timedelta(0) < waits.scalar_one() - datetime.now(UTC) <= timedelta(minutes=5)
        await connection.execute(sa.update(outbox).values(not_before=None))
    own._denied.clear()  # what a minute does
    assert await relay.relay_once() == 1


@pytest.mark.parametrize("place", [0, 3, 7])
async def test_an_event_that_the_stream_does_not_take_does_not_hold_back_the_others(
    engine: AsyncEngine, client: Client, bus: Bus, place: int
) -> None:
    relay = relay_to(engine, bus)
    await write(engine, *(make_event(n, "passeport.tpy.v1.thing.made" if n == place else SUBJECT) for n in range(8)))
    began = time.monotonic()
    assert [await relay.relay_once() for _ in range(2)] == [7, 0]
    # It is told without asking the server, which would not answer.
    assert time.monotonic() - began < 2
    assert await unpublished(engine) == 1
    async with engine.connect() as connection:
        aside = await connection.scalar(sa.select(outbox.c.not_before).where(outbox.c.published_at.is_(None)))
    assert aside is not None


async def test_a_stream_that_is_away_is_waited_for(engine: AsyncEngine, client: Client, bus: Bus) -> None:
    await client.jetstream().delete_stream(STREAM.name)
    await write(engine, make_event())
    relay = relay_to(engine, bus)
    with pytest.raises(NoRespondersError):
        await relay.relay_once()
    await provision(client, STREAM, [READER])
    assert await relay.relay_once() == 1


@pytest.mark.parametrize(
    ("subject", "taken"),
    [
        ("a.b.c", True),
        ("a.b.c.d", True),
        ("x.any.y", True),
        ("a.b", False),
        ("a.b.", False),
        ("a.b.c d", False),
        ("a.b.>", False),
        ("x.y", False),
        ("x.any.y.z", False),
    ],
)
async def test_a_subject_is_taken_as_nats_takes_it(client: Client, subject: str, taken: bool) -> None:
    publisher = Publisher(client, "AWAY", subjects=("a.b.>", "x.*.y"))
    with pytest.raises(NoRespondersError if taken else Refused):
        await publisher.publish([Message("1", subject, b"")])


async def test_many_that_may_not_be_published_do_not_fill_the_relay(
    engine: AsyncEngine, guarded: NatsServer, own: Bus
) -> None:
    relay = relay_to(engine, own)
    await write(engine, *(make_event(number, NEW_SUBJECT) for number in range(600)), make_event(600))
    began = time.monotonic()
    assert [await relay.relay_once() for _ in range(3)] == [0, 1, 0]
    # One time-out tells the subject; the others are known.
    assert time.monotonic() - began < 10


async def test_an_event_that_is_too_large_does_not_hold_back_the_others(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    huge = OutboxEvent(new_id(), SUBJECT, "toy.thing.made", b"x" * 2_000_000, datetime.now(UTC))
    await write(engine, make_event(1), huge, make_event(2), make_event(3))
    relay = relay_to(engine, bus)
    assert await relay.relay_once() == 3
    assert await relay.relay_once() == 0


async def test_what_waits_for_a_consumer_is_measured(engine: AsyncEngine, client: Client, bus: Bus) -> None:
    await bus.publish([make_event(number) for number in range(3)])
    await asyncio.sleep(1.1)
    holding = asyncio.Event()

    async def handle(delivery: Delivery) -> None:
        await holding.wait()

    def sample(name: str) -> float:
        return REGISTRY.get_sample_value(name, {"consumer": READER.name}) or 0.0

    async with consuming(bus, engine, handle):
        await until(lambda: sample("events_pending") == 3, 10)
        await until(lambda: sample("events_oldest_pending_seconds") > 1, 10)
        holding.set()
        await until(lambda: (sample("events_pending"), sample("events_oldest_pending_seconds")) == (0, 0), 20)
    assert await letters_of(engine) == []
