"""prevention.training.declared, from the transaction to the stream."""

from __future__ import annotations

import asyncio
from datetime import datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from nats.js.api import RawStreamMsg
from sqlalchemy.ext.asyncio import AsyncEngine

from fakes import FakeWorkers
from passeport.prevention.v1 import events_pb2, training_pb2
from passeport_chassis.db import OutboxRelay
from passeport_chassis.events import Bus
from passeport_chassis.ids import new_id
from passeport_prevention.domain.events import TrainingCorrected, TrainingDeclared, TrainingWithdrawn
from passeport_prevention.domain.training import Declarant
from passeport_prevention.messaging.events import encode
from passeport_prevention.messaging.streams import STREAM
from passeport_prevention.storage.tables import outbox
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.usecases.create_training import create_training
from passeport_prevention.usecases.declare_training import declare_training
from passeport_testing.nats import NatsServer
from support import BODY, CANARY_NIR, NOW, REGULATION, TYPES, attestation, clock, declaration

TRAINING = "passeport.prevention.v1.training"
SUBJECT = f"{TRAINING}.declared"


async def stored(nats: Client) -> list[RawStreamMsg]:
    """All that is in the stream."""
    js = nats.jetstream()
    info = await js.stream_info(STREAM.name)
    return [await js.get_msg(STREAM.name, seq=number) for number in range(1, info.state.last_seq + 1)]


async def unpublished(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        query = sa.select(sa.func.count()).where(outbox.c.published_at.is_(None))
        return await connection.scalar(query) or 0


async def declare(open_work: UnitsOfWork, person_id: UUID, key: str = "k") -> UUID:
    workers = FakeWorkers({CANARY_NIR: person_id})
    return (
        await declare_training(open_work, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration(key))
    ).training_id


async def test_a_declared_training_is_told_with_identifiers_alone(
    open_work: UnitsOfWork, relay: OutboxRelay, nats: Client
) -> None:
    person_id = new_id()
    training_id = await declare(open_work, person_id)
    assert await relay.relay_once() == 1
    (message,) = await stored(nats)
    headers = message.headers or {}
    event = events_pb2.TrainingDeclared.FromString(message.data or b"")
    assert message.subject == headers["ce-type"] == SUBJECT
    assert (event.training_id, event.person_id) == (str(training_id), str(person_id))
    assert event.declarant == training_pb2.DECLARANT_TRAINING_BODY
    assert event.declare_time.ToDatetime(NOW.tzinfo) == NOW
    assert headers["ce-specversion"] == "1.0"
    assert headers["ce-source"] == "passeport-prevention"
    assert headers["ce-id"] == headers["Nats-Msg-Id"] == str(UUID(headers["ce-id"]))
    assert datetime.fromisoformat(headers["ce-time"]) == NOW
    for personal in (CANARY_NIR, "CANARI", "Travail en hauteur", BODY.name):
        assert personal not in f"{message.data!r} {headers}"


@pytest.mark.parametrize("declarant", Declarant)
def test_every_declarant_can_be_told(declarant: Declarant) -> None:
    event = events_pb2.TrainingDeclared.FromString(encode(TrainingDeclared(new_id(), new_id(), declarant, NOW)).data)
    assert training_pb2.Declarant.Name(event.declarant) == f"DECLARANT_{declarant.name}"


def test_each_event_travels_under_its_own_name() -> None:
    one, person = new_id(), new_id()
    corrected = encode(TrainingCorrected(one, person, Declarant.EMPLOYER, 3, NOW))
    withdrawn = encode(TrainingWithdrawn(one, person, Declarant.EMPLOYER, NOW))
    told = events_pb2.TrainingCorrected.FromString(corrected.data)
    assert (corrected.subject, told.training_id, told.version) == (f"{TRAINING}.corrected", str(one), 3)
    assert told.correct_time.ToDatetime(NOW.tzinfo) == NOW
    gone = events_pb2.TrainingWithdrawn.FromString(withdrawn.data)
    assert (withdrawn.subject, gone.person_id) == (f"{TRAINING}.withdrawn", str(person))
    assert gone.withdraw_time.ToDatetime(NOW.tzinfo) == NOW


async def test_a_repeated_declaration_is_not_told_again(
    open_work: UnitsOfWork, relay: OutboxRelay, nats: Client
) -> None:
    person_id = new_id()
    await declare(open_work, person_id)
    await declare(open_work, person_id)
    await create_training(open_work, clock, TYPES, person_id=person_id, request_id="r", content=attestation())
    await create_training(open_work, clock, TYPES, person_id=person_id, request_id="r", content=attestation())
    assert await relay.relay_once() == 2
    declarants = {events_pb2.TrainingDeclared.FromString(one.data or b"").declarant for one in await stored(nats)}
    assert declarants == {training_pb2.DECLARANT_TRAINING_BODY, training_pb2.DECLARANT_HOLDER}


async def test_a_relay_that_dies_before_its_mark_doubles_nothing(
    engine: AsyncEngine, open_work: UnitsOfWork, bus: Bus, nats: Client
) -> None:
    for number in range(3):
        await declare(open_work, new_id(), f"k-{number}")

    async def publish_and_die(events: object) -> None:
        await bus.publish(events)  # type: ignore[arg-type]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await OutboxRelay(engine, outbox, publish_and_die).relay_once()
    assert await unpublished(engine) == 3
    assert await OutboxRelay(engine, outbox, bus.publish).relay_once() == 3
    assert await unpublished(engine) == 0
    assert len(await stored(nats)) == 3


async def test_declarations_are_taken_while_the_bus_is_away_and_told_once_it_is_back(
    engine: AsyncEngine, open_work: UnitsOfWork, relay: OutboxRelay, nats: Client, nats_server: NatsServer
) -> None:
    await declare(open_work, new_id(), "before")
    await relay.relay_once()
    stop = asyncio.Event()
    await asyncio.to_thread(nats_server.kill)
    running = asyncio.create_task(relay.run(stop))
    try:
        await declare(open_work, new_id(), "meanwhile")
        relay.wake()
        await asyncio.sleep(0.3)
        assert await unpublished(engine) == 1
    finally:
        await asyncio.to_thread(nats_server.start)
    async with asyncio.timeout(30):
        while await unpublished(engine):  # noqa: ASYNC110 - the relay tells nobody
            await asyncio.sleep(0.05)
    stop.set()
    await running
    assert len(await stored(nats)) == 2
