"""Events on a real JetStream: what prevention corrects or takes back supersedes the attestations that show it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from fakes import Book, Clock, Passport, Press, publishing
from passeport.prevention.v1 import events_pb2
from passeport_chassis.access import AccessPage
from passeport_chassis.events import Bus, LetterBox
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Message, Publisher, Stream, connect, provision
from passeport_publishing.domain.model import SaidModel
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.request import read_request
from passeport_publishing.domain.snapshot import Kind
from passeport_publishing.messaging.handlers import handlers_of
from passeport_publishing.messaging.streams import STREAM, TRAINING_CHANGES, TRAINING_CORRECTED, TRAINING_WITHDRAWN
from passeport_publishing.storage import tables
from passeport_publishing.storage.unit_of_work import UnitsOfWork
from passeport_testing.nats import NatsServer
from samples import make_item

PERSON = uuid4()
TRAININGS = [make_item(title, kind=Kind.PREVENTION) for title in ("Travail en hauteur", "Risque chimique")]
PREVENTION = Stream("PREVENTION", ("passeport.prevention.v1.>",))
# By the clock of a host that is behind: versions decide.
EARLIER = TRAININGS[0].provenance.changed_at - timedelta(seconds=2)


@pytest.fixture
async def client(nats_server: NatsServer) -> AsyncIterator[Client]:
    """A connection; the streams are made as `migrate` makes them."""
    client = await connect(nats_server.url(), "test", wait=False)
    await provision(client, PREVENTION, ())
    await provision(client, STREAM, (TRAINING_CHANGES,))
    yield client
    for name in (PREVENTION.name, STREAM.name):
        await client.jetstream().delete_stream(name)
    await client.close()


def corrected(training_id: UUID, version: int) -> Message:
    event = events_pb2.TrainingCorrected(training_id=str(training_id), person_id=str(PERSON), version=version)
    event.correct_time.FromDatetime(EARLIER)
    return _message(TRAINING_CORRECTED, event.SerializeToString())


def withdrawn(training_id: UUID) -> Message:
    event = events_pb2.TrainingWithdrawn(training_id=str(training_id), person_id=str(PERSON))
    event.withdraw_time.FromDatetime(EARLIER)
    return _message(TRAINING_WITHDRAWN, event.SerializeToString())


def _message(subject: str, data: bytes) -> Message:
    return Message(str(new_id()), subject, data, {"ce-id": str(new_id()), "ce-type": subject})


async def test_a_correction_and_a_withdrawal_supersede_and_what_is_shown_already_does_not(
    open_work: UnitsOfWork, engine: AsyncEngine, client: Client, nats_server: NatsServer
) -> None:
    passport = Passport({item.provenance.record_id: item for item in TRAININGS})
    create = publishing(open_work, passport, Press(), Book(), "u/{}".format, Clock())
    first, second = list(passport.entries)
    said = [SaidModel(kind="attestation", training_ids=[str(one)]) for one in (first, second)]
    publications = [(await create(PERSON, read_request(str(uuid4()), one))).id for one in said]
    bus, stop = Bus(nats_server.url(), "publishing", STREAM), asyncio.Event()
    handle = handlers_of(lambda durable: open_work, Clock())[TRAINING_CHANGES.name]
    memory = LetterBox(engine, tables.dead_letter, TRAINING_CHANGES.name)

    async def tell(*messages: Message) -> list[State]:
        await Publisher(client, "PREVENTION").publish(messages)
        async with asyncio.timeout(10):
            while True:
                info = await client.jetstream().consumer_info("PREVENTION", TRAINING_CHANGES.name)
                if (info.num_pending, info.num_ack_pending) == (0, 0):
                    break
                await asyncio.sleep(0.02)
        async with open_work() as work:
            found = [await work.publications.get(PERSON, publication_id) for publication_id in publications]
        return [publication.state for publication in found if publication]

    running = asyncio.create_task(bus.consume(TRAINING_CHANGES, handle, memory, stop))
    try:
        assert await tell(corrected(first, 1), corrected(uuid4(), 2)) == [State.PUBLISHED, State.PUBLISHED]
        assert await tell(corrected(first, 2)) == [State.SUPERSEDED, State.PUBLISHED]
        assert await tell(withdrawn(second)) == [State.SUPERSEDED, State.SUPERSEDED]
    finally:
        stop.set()
        await running
        await bus.close()
    async with open_work() as work:
        told: AccessPage = await work.accesses.page(PERSON, 10, None)
    assert [access.actor_id for access in told.accesses if access.action.endswith("supersede")] == ["prevention"] * 2
