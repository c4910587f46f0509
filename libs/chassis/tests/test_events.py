"""From a business transaction to an effect elsewhere, over a real PostgreSQL and a real NATS."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import add_events, first_time, is_outage, republish
from passeport_chassis.events import Bus
from passeport_chassis.messaging import Delivery, Message, Publisher, provision
from passeport_testing.nats import NatsServer
from passeport_testing.postgres import PostgresServer
from toy import READER, STREAM, consuming, inbox, letters_of, make_event, outbox, relay_to, unpublished, until


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

    async with consuming(bus, engine, handle):
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
        while await unpublished(engine):  # noqa: ASYNC110 - the relay works on it
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

    async with consuming(bus, engine, handle, max_attempts=2):
        await until(lambda: handled == [b"1", b"2"], 20)
    assert refusals == 3
    assert await letters_of(engine) == []


async def test_a_lost_stream_is_made_anew_from_the_outbox(engine: AsyncEngine, client: Client, bus: Bus) -> None:
    start = datetime.now(UTC)
    async with engine.begin() as connection:
        await add_events(connection, outbox, [make_event(number) for number in range(20)])
    relay = relay_to(engine, bus)
    assert await relay.relay_once() == 20
    await client.jetstream().delete_stream("TOY")
    await provision(client, STREAM, [READER])
    assert await republish(engine, outbox, start) == 20
    assert await relay.relay_once() == 20
    assert (await client.jetstream().stream_info("TOY")).state.messages == 20


async def test_republishing_goes_on_by_thousands_while_the_relay_publishes(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    since = datetime.now(UTC)
    before = replace(make_event(), time=since - timedelta(days=1))
    async with engine.begin() as connection:
        await add_events(connection, outbox, [before, *(make_event(number) for number in range(12_000))])
        await connection.execute(sa.update(outbox).values(published_at=sa.func.now()))
    relay, heard, relayed = relay_to(engine, bus), list[int](), asyncio.Event()
    running = asyncio.create_task(relay.run(relayed))
    assert await republish(engine, outbox, since, heard.append) == 12_000
    assert heard == [5000, 10_000, 12_000]
    async with asyncio.timeout(60):
        while await unpublished(engine):  # noqa: ASYNC110 - the relay works on it
            await asyncio.sleep(0.1)
    # What happened before the moment was left alone; doing it again changes nothing for the bus, which knows them.
    assert (await client.jetstream().stream_info("TOY")).state.messages == 12_000
    assert await republish(engine, outbox, since) == 12_000
    relayed.set()
    await running


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


async def test_who_waited_in_vain_for_another_transaction_may_try_again(engine: AsyncEngine) -> None:
    key = sa.select(sa.func.pg_advisory_xact_lock(1))
    async with engine.connect() as first, engine.connect() as second:
        await first.execute(key)
        await second.execute(sa.text("SET LOCAL lock_timeout = '10ms'"))
        with pytest.raises(sa.exc.DBAPIError) as late:
            await second.execute(key)
        await second.rollback()
        other = sa.select(sa.func.pg_advisory_xact_lock(2))
        await second.execute(other)
        outcomes = await asyncio.gather(first.execute(other), second.execute(key), return_exceptions=True)
    (deadlock,) = [outcome for outcome in outcomes if isinstance(outcome, sa.exc.DBAPIError)]
    assert [getattr(error.orig, "sqlstate", None) for error in (late.value, deadlock)] == ["55P03", "40P01"]
    assert is_outage(late.value)
    assert is_outage(deadlock)
    with pytest.raises(sa.exc.DBAPIError) as conflict:
        async with engine.connect() as connection:
            await connection.execute(sa.text("DO $$ BEGIN RAISE serialization_failure; END $$"))
    assert is_outage(conflict.value)
