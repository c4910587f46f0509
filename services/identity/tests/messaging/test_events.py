"""From the transaction of an activation to the stream: once, in its envelope, with identifiers only."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any, get_args

import pytest
from nats.aio.client import Client

from passeport.identity.v1 import events_pb2
from passeport_chassis.db import OutboxRelay
from passeport_chassis.events import Bus
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import connect, provision
from passeport_identity.domain import events
from passeport_identity.domain.events import AccountActivated
from passeport_identity.messaging.events import ACCOUNT_ACTIVATED, encode
from passeport_identity.messaging.streams import DURABLES, STREAM
from passeport_identity.storage.tables import outbox
from passeport_testing.nats import NatsServer
from people import START
from sql_units import SqlUnits


@pytest.fixture
async def client(nats_server: NatsServer) -> AsyncIterator[Client]:
    client = await connect(nats_server.url(), "test", wait=False)
    await provision(client, STREAM, DURABLES)
    yield client
    await client.jetstream().delete_stream(STREAM.name)
    await client.close()


@pytest.fixture
async def bus(nats_server: NatsServer, client: Client) -> AsyncIterator[Bus]:
    bus = Bus(nats_server.url(), "identity", STREAM)
    yield bus
    await bus.close()


async def tell(units: SqlUnits, *, fail: bool = False) -> AccountActivated:
    event = AccountActivated(new_id(), START)
    async with units() as work:
        work.emit(event)
        if fail:
            raise RuntimeError
        await work.commit()
    return event


async def test_an_activation_is_on_the_stream_once_with_identifiers_only(
    sql_units: SqlUnits, client: Client, bus: Bus
) -> None:
    event = await tell(sql_units)
    relay = OutboxRelay(sql_units._engine, outbox, bus.publish)
    assert await relay.relay_once() == 1
    assert await relay.relay_once() == 0
    js = client.jetstream()
    assert (await js.stream_info(STREAM.name)).state.messages == 1
    stored = await js.get_msg(STREAM.name, seq=1)
    assert stored.subject == ACCOUNT_ACTIVATED
    message = events_pb2.AccountActivated.FromString(stored.data or b"")
    assert message.person_id == str(event.person_id)
    assert {field.name for field, _ in message.ListFields()} == {"person_id", "activate_time"}
    headers = stored.headers or {}
    assert headers["ce-type"] == ACCOUNT_ACTIVATED
    assert headers["ce-source"] == "passeport-identity"
    assert headers["Nats-Msg-Id"] == headers["ce-id"]


async def test_a_transaction_that_fails_tells_nothing(sql_units: SqlUnits) -> None:
    with pytest.raises(RuntimeError):
        await tell(sql_units, fail=True)
    assert await sql_units.events() == []


async def test_the_relay_is_woken_by_a_commit_that_had_events(sql_units: SqlUnits) -> None:
    woken = asyncio.Event()
    units = SqlUnits(sql_units._engine, encode, woken.set)
    async with units() as work:
        await work.commit()
    assert not woken.is_set()
    await tell(units)
    assert woken.is_set()


async def test_a_relay_that_died_before_its_mark_doubles_nothing(sql_units: SqlUnits, client: Client, bus: Bus) -> None:
    await tell(sql_units)
    sent: list[object] = []

    async def publish_and_die(events: object) -> None:
        await bus.publish(events)  # type: ignore[arg-type]
        sent.append(events)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await OutboxRelay(sql_units._engine, outbox, publish_and_die).relay_once()
    assert len(sent) == 1
    assert await OutboxRelay(sql_units._engine, outbox, bus.publish).relay_once() == 1
    assert (await client.jetstream().stream_info(STREAM.name)).state.messages == 1


@pytest.mark.parametrize("kind", get_args(events.Event), ids=lambda kind: kind.__name__)
def test_every_event_travels_whole_as_the_message_of_its_name(kind: type[Any]) -> None:
    values = {name: START if name == "at" else 7 if name == "revision" else new_id() for name in kind.__slots__}
    sent = encode(kind(**values))
    message = getattr(events_pb2, kind.__name__).FromString(sent.data)
    told = {field.name: value for field, value in message.ListFields()}
    assert len(told) == len(values)
    assert {told[name] for name in values if name != "at"} == {
        value if isinstance(value, int) else str(value) for name, value in values.items() if name != "at"
    }
    assert [value.ToDatetime(tzinfo=UTC) for name, value in told.items() if name.endswith("_time")] == [START]
