"""From a business transaction to an effect elsewhere, over a real PostgreSQL and a real NATS."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import (
    DeadLetter,
    OutboxEvent,
    OutboxRelay,
    add_events,
    create_engine,
    dead_letter_table,
    first_time,
    inbox_table,
    is_outage,
    list_dead_letters,
    outbox_table,
    republish,
)
from passeport_chassis.events import Bus, keep_in, replay
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Consumer, Delivery, Durable, Message, Publisher, Stream, connect, provision
from passeport_testing.nats import NatsServer
from passeport_testing.postgres import PostgresServer

metadata = sa.MetaData()
outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
dead_letters = dead_letter_table(metadata)

STREAM = Stream("TOY", ("passeport.toy.v1.>",), max_bytes=64 * 1024**2)
SUBJECT = "passeport.toy.v1.thing.made"


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
    await provision(client, STREAM, [Durable("reader", "TOY", ("passeport.toy.v1.thing.*",))])
    yield client
    await client.jetstream().delete_stream("TOY")
    await client.close()


def make_event(number: int = 0) -> OutboxEvent:
    return OutboxEvent(new_id(), SUBJECT, "toy.thing.made", b"%d" % number, datetime.now(UTC))


@pytest.fixture
async def bus(client: Client, nats_server: NatsServer) -> AsyncIterator[Bus]:
    bus = Bus(nats_server.url(), "toy", "TOY")
    yield bus
    await bus.close()


def relay_to(engine: AsyncEngine, bus: Bus) -> OutboxRelay:
    return OutboxRelay(engine, outbox, bus.publish)


@asynccontextmanager
async def consuming(
    client: Client,
    engine: AsyncEngine,
    handle: Callable[[Delivery], Awaitable[None]],
    *,
    max_attempts: int = 6,
) -> AsyncIterator[None]:
    give_up = keep_in(engine, dead_letters, "reader")
    consumer = Consumer(client, "TOY", "reader", handle, give_up, max_attempts=max_attempts)
    stop = asyncio.Event()
    running = asyncio.create_task(consumer.run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


async def letters_of(engine: AsyncEngine) -> list[DeadLetter]:
    async with engine.connect() as connection:
        return await list_dead_letters(connection, dead_letters)


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another task
            await asyncio.sleep(0.01)


async def test_every_event_of_a_committed_transaction_has_its_effect_once(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    events = [make_event(number) for number in range(1200)]
    async with engine.begin() as connection:
        await add_events(connection, outbox, events)
    relay = relay_to(engine, bus)
    effects: list[bytes] = []

    async def handle(delivery: Delivery) -> None:
        assert delivery.event_id is not None
        async with engine.begin() as connection:
            if await first_time(connection, inbox, "reader", delivery.event_id):
                effects.append(delivery.data)

    async with consuming(client, engine, handle):
        while await relay.relay_once():
            pass
        await until(lambda: len(effects) == 1200, 90)
    assert sorted(effects, key=int) == [b"%d" % number for number in range(1200)]
    assert (await client.jetstream().stream_info("TOY")).state.messages == 1200


async def test_a_rolled_back_transaction_publishes_nothing(engine: AsyncEngine, client: Client, bus: Bus) -> None:
    async def work() -> None:
        async with engine.begin() as connection:
            await add_events(connection, outbox, [make_event()])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await work()
    assert await relay_to(engine, bus).relay_once() == 0


async def test_a_crash_after_the_broker_took_a_batch_doubles_nothing(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    events = [make_event(number) for number in range(10)]
    async with engine.begin() as connection:
        await add_events(connection, outbox, events)
    relay = relay_to(engine, bus)
    publisher = Publisher(client, "TOY")
    # The relay of a process that died before it could mark these three.
    await publisher.publish([Message(str(e.id), e.subject, e.data, {}) for e in events[:3]])
    assert await relay.relay_once() == 10
    assert (await client.jetstream().stream_info("TOY")).state.messages == 10


async def test_an_event_that_cannot_be_handled_is_kept_and_can_be_replayed(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    poison, good = make_event(1), make_event(2)
    async with engine.begin() as connection:
        await add_events(connection, outbox, [poison, good])
    handled: list[bytes] = []

    async def handle(delivery: Delivery) -> None:
        if delivery.data == b"1":
            raise ValueError
        handled.append(delivery.data)

    async with consuming(client, engine, handle, max_attempts=2):
        await relay_to(engine, bus).relay_once()
        await until(lambda: handled == [b"2"])
        async with asyncio.timeout(5):
            while not await letters_of(engine):  # noqa: ASYNC110 - the consumer writes it
                await asyncio.sleep(0.02)
    letters = await letters_of(engine)
    assert [(letter.data, letter.error) for letter in letters] == [(b"1", "ValueError")]

    assert await replay(engine, dead_letters, {"reader": handle}, letters) == {
        letters[0].id: "failed again: ValueError"
    }
    assert await replay(engine, dead_letters, {}, letters) == {letters[0].id: "there is no consumer reader any more"}
    assert await letters_of(engine) == letters

    async def mended(delivery: Delivery) -> None:
        assert delivery.event_id == poison.id
        handled.append(delivery.data)

    assert await replay(engine, dead_letters, {"reader": mended}, letters) == {letters[0].id: "replayed"}
    assert handled == [b"2", b"1"]
    assert await letters_of(engine) == []


async def test_an_event_travels_in_a_cloudevents_envelope(engine: AsyncEngine, client: Client, bus: Bus) -> None:
    event = make_event()
    await bus.publish([event])
    message = await client.jetstream().get_msg("TOY", seq=1)
    headers = dict(message.headers or {})
    assert headers["ce-id"] == headers["Nats-Msg-Id"] == str(event.id)
    assert (headers["ce-specversion"], headers["ce-source"], headers["ce-type"]) == ("1.0", "passeport-toy", event.type)
    assert datetime.fromisoformat(headers["ce-time"]) == event.time


async def test_a_relay_waits_out_the_broker(
    engine: AsyncEngine, client: Client, bus: Bus, nats_server: NatsServer
) -> None:
    relay = relay_to(engine, bus)
    stop = asyncio.Event()
    running = asyncio.create_task(relay.run(stop))
    await asyncio.to_thread(nats_server.kill)
    async with engine.begin() as connection:
        await add_events(connection, outbox, [make_event()])
    relay.wake()
    await asyncio.sleep(0.3)
    await asyncio.to_thread(nats_server.start)
    async with asyncio.timeout(20):
        while True:
            async with engine.connect() as connection:
                left = await connection.scalar(sa.select(sa.func.count()).where(outbox.c.published_at.is_(None)))
            if left == 0:
                break
            await asyncio.sleep(0.05)
    stop.set()
    await running
    assert (await client.jetstream().stream_info("TOY")).state.messages == 1


async def test_an_outage_is_waited_out_and_is_no_failure_of_the_event(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    await bus.publish([make_event(1), make_event(2)])
    handled: list[bytes] = []
    refusals = 0

    async def handle(delivery: Delivery) -> None:
        nonlocal refusals
        # More often than the attempts that a failing event gets.
        if refusals < 3:
            refusals += 1
            raise ConnectionRefusedError
        handled.append(delivery.data)

    async with consuming(client, engine, handle, max_attempts=2):
        await until(lambda: handled == [b"1", b"2"], 20)
    assert refusals == 3
    assert await letters_of(engine) == []


async def test_an_event_that_keeps_killing_its_process_is_kept_aside(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    await bus.publish([make_event(1)])
    subscription = await client.jetstream().pull_subscribe_bind(consumer="reader", stream="TOY")
    for _ in range(2):
        # What the server sees of a process that dies with the message in hand.
        (message,) = await subscription.fetch(1, timeout=5)
        await message.nak()
    handled: list[Delivery] = []

    async def handle(delivery: Delivery) -> None:
        handled.append(delivery)

    async with consuming(client, engine, handle, max_attempts=2):
        async with asyncio.timeout(10):
            while not await letters_of(engine):  # noqa: ASYNC110 - the consumer writes it
                await asyncio.sleep(0.02)
    assert [letter.error for letter in await letters_of(engine)] == ["delivered too often without an answer"]
    assert handled == []


async def test_an_event_that_the_bus_refuses_does_not_hold_back_the_others(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    huge = OutboxEvent(new_id(), SUBJECT, "toy.thing.made", b"x" * 2_000_000, datetime.now(UTC))
    async with engine.begin() as connection:
        await add_events(connection, outbox, [make_event(1), huge, make_event(2), make_event(3)])
    relay = relay_to(engine, bus)
    assert await relay.relay_once() == 3
    assert await relay.relay_once() == 0


async def test_a_lost_stream_is_made_anew_from_the_outbox(engine: AsyncEngine, client: Client, bus: Bus) -> None:
    start = datetime.now(UTC)
    async with engine.begin() as connection:
        await add_events(connection, outbox, [make_event(number) for number in range(20)])
    relay = relay_to(engine, bus)
    assert await relay.relay_once() == 20
    await client.jetstream().delete_stream("TOY")
    await provision(client, STREAM, [Durable("reader", "TOY", ("passeport.toy.v1.thing.*",))])
    async with engine.begin() as connection:
        assert await republish(connection, outbox, start) == 20
    assert await relay.relay_once() == 20
    assert (await client.jetstream().stream_info("TOY")).state.messages == 20


async def test_a_restart_of_the_database_is_not_seen_by_the_next_transaction(
    engine: AsyncEngine, postgres_server: PostgresServer
) -> None:
    async with engine.connect() as connection:
        pid = await connection.scalar(sa.text("SELECT pg_backend_pid()"))
    postgres_server.run_sql(f"SELECT pg_terminate_backend({pid})")
    await asyncio.sleep(0.1)
    async with engine.connect() as connection:
        assert await connection.scalar(sa.text("SELECT 1")) == 1


async def test_what_an_outage_is(engine: AsyncEngine, postgres_server: PostgresServer) -> None:
    async with engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError) as wrong:
            await connection.execute(sa.text("SELECT nothing FROM nowhere"))
    assert not is_outage(wrong.value)
    async with engine.connect() as connection:
        pid = await connection.scalar(sa.text("SELECT pg_backend_pid()"))
        postgres_server.run_sql(f"SELECT pg_terminate_backend({pid})")
        with pytest.raises(sa.exc.DBAPIError) as lost:
            await connection.execute(sa.text("SELECT 1"))
    assert is_outage(lost.value)
    assert is_outage(ConnectionRefusedError())
    assert not is_outage(ValueError())
