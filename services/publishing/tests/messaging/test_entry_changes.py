"""Events on a real JetStream: what records says supersedes publications once, and what publishing says gets out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from fakes import Book, Clock, Passport, Press, publishing
from passeport.publishing.v1 import events_pb2
from passeport.records.v1 import events_pb2 as records_events_pb2
from passeport_chassis.db import OutboxRelay, list_dead_letters
from passeport_chassis.events import Bus, LetterBox, replay
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery, Message, Publisher, Stream, connect, provision
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.publication import Publication, State
from passeport_publishing.domain.request import read_request
from passeport_publishing.messaging.entry_changes import EntryChanges
from passeport_publishing.messaging.events import PUBLISHED, SUPERSEDED
from passeport_publishing.messaging.streams import ENTRY_CHANGES, ENTRY_CORRECTED, ENTRY_WITHDRAWN, STREAM
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_publishing.usecases.supersede_publications import SupersedePublications
from passeport_testing.nats import NatsServer
from samples import SAMPLE_ITEMS

PERSON = uuid4()
RECORD = SAMPLE_ITEMS[0].provenance
# By the clock of a host that is behind: the revision decides.
LATER = RECORD.changed_at - timedelta(seconds=2)
RECORDS = Stream("RECORDS", ("passeport.records.v1.>",))


@pytest.fixture
async def client(nats_server: NatsServer) -> AsyncIterator[Client]:
    """A connection; the streams are made as `migrate` makes them, and made anew for each test."""
    client = await connect(nats_server.url(), "test", wait=False)
    await provision(client, RECORDS, ())
    await provision(client, STREAM, (ENTRY_CHANGES,))
    yield client
    for name in (RECORDS.name, STREAM.name):
        await client.jetstream().delete_stream(name)
    await client.close()


async def publish_cv(open_work: UnitsOfWork) -> Publication:
    passport = Passport({item.provenance.record_id: item for item in SAMPLE_ITEMS})
    create = publishing(open_work, passport, Press(), Book(), "u/{}".format, Clock())
    ids = [str(record_id) for record_id in passport.entries]
    request = read_request(str(uuid4()), SaidModel("CV", entry_ids=ids))
    return await create(PERSON, request)


def corrected(record_id: UUID = RECORD.record_id, *, event_id: UUID | None = None) -> Message:
    event = records_events_pb2.EntryCorrected(entry_id=str(record_id), person_id=str(PERSON), revision=2)
    event.correct_time.FromDatetime(LATER)
    return message(ENTRY_CORRECTED, event.SerializeToString(), event_id)


def message(subject: str, data: bytes, event_id: UUID | None = None) -> Message:
    identifier = str(event_id or new_id())
    headers = {"ce-id": identifier, "ce-type": subject}
    return Message(str(new_id()), subject, data, headers)


@asynccontextmanager
async def consuming(open_work: UnitsOfWork, engine: AsyncEngine, nats_server: NatsServer) -> AsyncIterator[Bus]:
    bus, stop = Bus(nats_server.url(), "publishing", STREAM), asyncio.Event()
    handle = EntryChanges(SupersedePublications(open_work, Clock()))
    memory = LetterBox(engine, tables.dead_letter, ENTRY_CHANGES.name)
    running = asyncio.create_task(bus.consume(ENTRY_CHANGES, handle, memory, stop))
    try:
        yield bus
    finally:
        stop.set()
        await running
        await bus.close()


async def eventually(probe: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await probe():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def state_of(open_work: UnitsOfWork, publication: Publication) -> State:
    async with open_work() as work:
        found = await work.publications.get(PERSON, publication.id)
    assert found is not None
    return found.state


async def test_a_correction_supersedes_and_says_so_once(
    open_work: UnitsOfWork, engine: AsyncEngine, client: Client, nats_server: NatsServer
) -> None:
    publication = await publish_cv(open_work)
    event_id = new_id()
    async with consuming(open_work, engine, nats_server) as bus:
        # The same event under two message ids: the bus cannot know, the inbox does.
        await Publisher(client, "RECORDS").publish([corrected(event_id=event_id), corrected(event_id=event_id)])
        await eventually(lambda: _is(open_work, publication, State.SUPERSEDED))
        await eventually(lambda: _drained(client))
        relay = OutboxRelay(engine, tables.outbox, bus.publish)
        assert await relay.relay_once() == 2
    stream = client.jetstream()
    published = await stream.get_last_msg(STREAM.name, PUBLISHED)
    assert events_pb2.PublicationPublished.FromString(published.data or b"").publication_id == str(publication.id)
    said = await stream.get_last_msg(STREAM.name, SUPERSEDED)
    event = events_pb2.PublicationSuperseded.FromString(said.data or b"")
    assert (event.publication_id, event.person_id) == (str(publication.id), str(PERSON))
    assert event.entry_id == str(RECORD.record_id)
    assert said.headers is not None
    assert said.headers["ce-source"] == "passeport-publishing"
    assert said.headers["ce-type"] == SUPERSEDED
    assert (await stream.stream_info(STREAM.name)).state.messages == 2


async def _is(open_work: UnitsOfWork, publication: Publication, state: State) -> bool:
    return await state_of(open_work, publication) is state


async def _drained(client: Client) -> bool:
    info = await client.jetstream().consumer_info("RECORDS", ENTRY_CHANGES.name)
    return (info.num_pending, info.num_ack_pending) == (0, 0)


async def test_a_withdrawal_supersedes_and_other_records_do_not(
    open_work: UnitsOfWork, engine: AsyncEngine, client: Client, nats_server: NatsServer
) -> None:
    first, second = await publish_cv(open_work), await publish_cv(open_work)
    withdrawn = records_events_pb2.EntryWithdrawn(entry_id=str(RECORD.record_id), person_id=str(PERSON), revision=3)
    withdrawn.withdraw_time.FromDatetime(LATER)
    async with consuming(open_work, engine, nats_server):
        await Publisher(client, "RECORDS").publish([corrected(uuid4())])
        await eventually(lambda: _drained(client))
        assert await state_of(open_work, first) is State.PUBLISHED
        await Publisher(client, "RECORDS").publish([message(ENTRY_WITHDRAWN, withdrawn.SerializeToString())])
        for publication in (first, second):
            await eventually(lambda kept=publication: _is(open_work, kept, State.SUPERSEDED))  # type: ignore[misc]


async def test_a_message_that_is_no_event_is_kept_and_can_be_replayed(
    open_work: UnitsOfWork, engine: AsyncEngine, client: Client, nats_server: NatsServer
) -> None:
    publication = await publish_cv(open_work)
    poison = message(ENTRY_CORRECTED, b"\xff\xff\xff")
    good = corrected()
    await Publisher(client, "RECORDS").publish([poison, good])
    handle = EntryChanges(SupersedePublications(open_work, Clock()))
    async with consuming(open_work, engine, nats_server):
        # The good one does not wait for the bad one to be given up.
        await eventually(lambda: _is(open_work, publication, State.SUPERSEDED))
    async with engine.begin() as connection:
        assert await list_dead_letters(connection, tables.dead_letter) == []
    memory = LetterBox(engine, tables.dead_letter, ENTRY_CHANGES.name)
    await memory.keep(Delivery(None, ENTRY_CORRECTED, "", good.data, good.headers, "RECORDS", 1), "no event id")
    await memory.keep(Delivery(None, ENTRY_CORRECTED, "", poison.data, poison.headers, "RECORDS", 2), "DecodeError")
    async with engine.connect() as connection:
        letters = await list_dead_letters(connection, tables.dead_letter)
    outcomes = await replay(engine, tables.dead_letter, {ENTRY_CHANGES.name: handle}, letters)
    assert sorted(outcomes.values()) == ["failed again: DecodeError", "replayed"]
    async with engine.connect() as connection:
        (left,) = await list_dead_letters(connection, tables.dead_letter)
    assert left.data == poison.data


async def test_the_consumer_waits_for_a_server_that_is_away_and_stops_when_told(
    open_work: UnitsOfWork, engine: AsyncEngine
) -> None:
    bus, stop = Bus("nats://127.0.0.1:1", "publishing", STREAM), asyncio.Event()
    handle = EntryChanges(SupersedePublications(open_work, Clock()))
    memory = LetterBox(engine, tables.dead_letter, ENTRY_CHANGES.name)
    running = asyncio.create_task(bus.consume(ENTRY_CHANGES, handle, memory, stop))
    await asyncio.sleep(0.2)
    assert not running.done()
    stop.set()
    await asyncio.wait_for(running, 2)
    await bus.close()
