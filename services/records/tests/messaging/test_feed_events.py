"""What feeds did to the passports, on the bus: identifiers only, in order, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from nats.aio.msg import Msg
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport.records.v1 import entry_pb2, events_pb2, feed_service_pb2
from passeport_chassis.db import OutboxRelay
from passeport_chassis.events import Bus
from passeport_chassis.messaging import connect, provision
from passeport_records.domain.batch import Feed
from passeport_records.messaging.streams import STREAM
from passeport_records.referentials.domain.terms import Scheme, Term
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.roll_back_batch import order_rollback, roll_back
from passeport_testing.nats import NatsServer
from referential_support import import_terms
from samples import NAME, NIR, certification, contract, ended, flux, lot, message, passage, person, simple_flux
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
async def client(nats_server: NatsServer) -> AsyncIterator[Client]:
    client = await connect(nats_server.url(), "records", wait=False)
    await provision(client, STREAM, ())
    yield client
    await client.jetstream().delete_stream(STREAM.name)
    await client.close()


@pytest.fixture
async def bus(nats_server: NatsServer, client: Client) -> AsyncIterator[Bus]:
    bus = Bus(nats_server.url(), "records", STREAM)
    yield bus
    await bus.close()


async def published(client: Client) -> list[Msg]:
    subscription = await client.jetstream().subscribe("passeport.records.v1.>", ordered_consumer=True)
    total = (await client.jetstream().stream_info(STREAM.name)).state.messages
    found = [await subscription.next_msg(timeout=5) for _ in range(total)]
    await subscription.unsubscribe()
    return found


async def test_an_award_that_enters_leaves_and_comes_back_is_told_three_times(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, client: Client, bus: Bus
) -> None:
    persons = KnownPersons()
    tools = tools_of(open_feed_work, persons)
    for name, action in (("a.xml", ""), ("b.xml", "SUPPRESSION"), ("c.xml", "CREATION"), ("d.xml", "")):
        await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", action=action), name)
    relay = OutboxRelay(engine, tables.outbox, bus.publish)
    assert await relay.relay_once() == 7
    assert await relay.relay_once() == 0
    everything = await published(client)
    messages = [message for message in everything if ".entry." in message.subject]
    assert [message.subject.rsplit(".", 1)[1] for message in messages] == ["registered", "withdrawn", "registered"]
    first = events_pb2.EntryRegistered.FromString(messages[0].data)
    second = events_pb2.EntryWithdrawn.FromString(messages[1].data)
    third = events_pb2.EntryRegistered.FromString(messages[2].data)
    assert first.entry_id == second.entry_id == third.entry_id
    assert (first.person_id, first.award_code, first.kind) == (
        str(persons.claire),
        "RS7256",
        entry_pb2.KIND_CERTIFICATION,
    )
    assert [event.revision for event in (first, second, third)] == [1, 2, 3]
    headers = messages[0].headers or {}
    assert headers["ce-type"] == messages[0].subject == "passeport.records.v1.entry.registered"
    assert headers["Nats-Msg-Id"] == headers["ce-id"]
    assert headers["ce-source"] == "passeport-records"
    files = [message for message in everything if message.subject == "passeport.records.v1.batch.finished"]
    ended = [events_pb2.BatchFinished.FromString(message.data) for message in files]
    assert len({each.batch_id for each in ended}) == 4
    assert {(each.feed, each.state) for each in ended} == {
        (feed_service_pb2.FEED_CERTIFICATIONS, feed_service_pb2.BATCH_STATE_FINISHED)
    }


async def test_an_award_in_health_and_safety_at_work_is_marked_each_time_it_enters(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, client: Client, bus: Bus
) -> None:
    tools = tools_of(open_feed_work, KnownPersons())
    # Before a list came nothing is marked; what it brings is true of the next file.
    for number, listed in enumerate(([], ["RS7000", "RNCP1"])):
        if listed:
            await import_terms(engine, *(Term(scheme=Scheme.PREVENTION, code=code, label="CACES") for code in listed))
        awards = [certification(passage(f"{number}-{code}"), code=code) for code in ("RS7000", "RS7256", "RNCP1")]
        await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, flux(*awards), f"{number}.xml")
    taken_back = flux(certification(passage("0-RS7000"), code="RS7000"), action="SUPPRESSION")
    mistake = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, taken_back, "2.xml")
    await order_rollback(tools, sender=CERTIFIER, batch_id=mistake.id, reason="Envoi par erreur")
    async with tools.open_work() as work:
        ordered = await work.rollbacks.take(tools.clock() + timedelta(seconds=30))
        await work.commit()
    assert ordered is not None
    await roll_back(tools, ordered, asyncio.Event())
    await OutboxRelay(engine, tables.outbox, bus.publish).relay_once()
    told = [sent.data for sent in await published(client) if sent.subject.endswith("registered")]
    marks = [(event.award_code, event.prevention) for event in map(events_pb2.EntryRegistered.FromString, told)]
    unmarked = [("RS7000", False), ("RS7256", False), ("RNCP1", False)]
    assert marks == [*unmarked, ("RS7000", True), ("RS7256", False), ("RNCP1", True), ("RS7000", True)]


async def test_an_employment_that_ends_is_corrected_and_nothing_personal_travels(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, client: Client, bus: Bus
) -> None:
    tools = tools_of(open_feed_work, KnownPersons())
    months = [
        lot(message(person(), contract(), month="01092026")),
        lot(message(person(), contract(), ended(), month="01102026")),
    ]
    for number, month in enumerate(months):
        await send_and_process(tools, DSN_SENDER, Feed.DSN, month, f"{number}.dsn")
    await OutboxRelay(engine, tables.outbox, bus.publish).relay_once()
    messages = await published(client)
    assert [message.subject.rsplit(".", 1)[1] for message in messages] == [
        "registered",
        "finished",
        "corrected",
        "finished",
    ]
    assert events_pb2.EntryCorrected.FromString(messages[2].data).revision == 2
    everything = b"".join(message.data + repr(message.headers).encode() for message in messages)
    for secret in (NIR, NAME, "Ingénieure", "PONANT"):
        assert secret.encode() not in everything


async def test_of_a_file_that_changes_nothing_its_end_alone_is_told(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork
) -> None:
    tools = tools_of(open_feed_work, KnownPersons())
    for name in ("a.xml", "b.xml"):
        await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), name)
    async with engine.connect() as connection:
        subjects = await connection.scalars(sa.select(tables.outbox.c.subject).order_by(tables.outbox.c.id))
        assert [subject.rsplit(".", 1)[1] for subject in subjects] == ["registered", "finished", "finished"]
