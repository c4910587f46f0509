"""What identity finds out about persons, on a real JetStream: told twice, out of order, and cut off before the ack."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport.identity.v1 import events_pb2
from passeport_chassis.db import list_dead_letters
from passeport_chassis.events import Bus, Handlers, LetterBox, replay
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery, Message, Publisher
from passeport_dossier.messaging.persons import PERSON_EXPIRED, PERSON_MERGED, PERSON_SPLIT
from passeport_prevention.domain.consent import Consent, ConsentScope
from passeport_prevention.messaging.streams import (
    ACCOUNT_CLOSED,
    ACCOUNT_REOPENED,
    DEATH_REPORTED,
    DEATH_WITHDRAWN,
    PERSONS,
)
from passeport_prevention.storage import tables
from passeport_prevention.storage.unit_of_work import UnitsOfWork
from passeport_prevention.wiring import STORE
from support import NOW, attestation, training

MERGE, STAYS, MERGED = new_id(), new_id(), new_id()


def message(subject: str, data: bytes, event_id: UUID | None = None) -> Message:
    return Message(str(new_id()), subject, data, {"ce-id": str(event_id or new_id()), "ce-type": subject})


def merged(event_id: UUID | None = None, stays: UUID = STAYS) -> Message:
    event = events_pb2.PersonMerged(merge_id=str(MERGE), person_id=str(stays), merged_person_id=str(MERGED))
    event.merge_time.FromDatetime(NOW)
    return message(PERSON_MERGED, event.SerializeToString(), event_id)


def split() -> Message:
    event = events_pb2.PersonSplit(merge_id=str(MERGE), person_id=str(STAYS), restored_person_id=str(MERGED))
    event.split_time.FromDatetime(NOW)
    return message(PERSON_SPLIT, event.SerializeToString())


def expired(person_id: UUID = STAYS) -> Message:
    event = events_pb2.PersonExpired(person_id=str(person_id), revision=4)
    event.expire_time.FromDatetime(NOW)
    return message(PERSON_EXPIRED, event.SerializeToString())


@pytest.fixture
def handlers(engine: AsyncEngine) -> Handlers:
    """As the process has them."""
    return STORE.handlers(None, engine)  # type: ignore[arg-type]


@asynccontextmanager
async def consuming(
    engine: AsyncEngine, bus: Bus, handle: Callable[[Delivery], Awaitable[None]]
) -> AsyncIterator[LetterBox]:
    stop, memory = asyncio.Event(), LetterBox(engine, tables.dead_letter, PERSONS.name)
    running = asyncio.create_task(bus.consume(PERSONS, handle, memory, stop))
    try:
        yield memory
    finally:
        stop.set()
        await running


async def say(nats: Client, *messages: Message) -> None:
    """Publishes, one after the other, and waits until all are handled."""
    for one in messages:
        await Publisher(nats, "IDENTITY").publish([one])
    async with asyncio.timeout(15):
        while True:
            info = await nats.jetstream().consumer_info("IDENTITY", PERSONS.name)
            if (info.num_pending, info.num_ack_pending) == (0, 0):
                return
            await asyncio.sleep(0.02)


async def titles(open_work: UnitsOfWork, person_id: UUID) -> set[str]:
    async with open_work() as work:
        return {one.content.title for one in (await work.trainings.page(person_id, 10, None)).trainings}


async def actions(open_work: UnitsOfWork, person_id: UUID) -> list[str]:
    async with open_work() as work:
        return sorted(access.action for access in (await work.accesses.page(person_id, 50, None)).accesses)


@pytest.fixture
async def two(open_work: UnitsOfWork) -> None:
    """A training of each of two persons."""
    async with open_work() as work:
        await work.trainings.add(training(STAYS, attestation("A")))
        await work.trainings.add(training(MERGED, attestation("B")))
        await work.commit()


@pytest.mark.parametrize(
    ("gone", "back"),
    [
        ((ACCOUNT_CLOSED, events_pb2.AccountClosed), (ACCOUNT_REOPENED, events_pb2.AccountReopened)),
        ((DEATH_REPORTED, events_pb2.DeathReported), (DEATH_WITHDRAWN, events_pb2.DeathWithdrawn)),
    ],
    ids=["account", "death"],
)
async def test_who_is_away_consents_to_nothing_until_he_is_back(
    open_work: UnitsOfWork, handlers: Handlers, gone: tuple[str, Any], back: tuple[str, Any]
) -> None:
    said = Consent("73282932000074", ConsentScope.TOTAL, granted_at=NOW)

    async def hear(what: tuple[str, Any], revision: int) -> None:
        subject, event = what
        told = message(subject, event(person_id=str(STAYS), revision=revision).SerializeToString())
        await handlers[PERSONS.name](Delivery.of(told.subject, told.data, told.headers, "IDENTITY", revision))

    async def is_open() -> bool:
        async with open_work() as work:
            return await work.consents.open_to(STAYS, "732829320") == said

    async with open_work() as work:
        await work.consents.put(STAYS, said)
        await work.commit()
    await hear(gone, 3)
    assert not await is_open()
    await hear(back, 2)
    assert not await is_open()
    await hear(back, 4)
    assert await is_open()


@pytest.mark.usefixtures("two")
async def test_a_merge_told_twice_and_undone_is_told_to_both_persons_once(
    open_work: UnitsOfWork, engine: AsyncEngine, nats: Client, bus: Bus, handlers: Handlers
) -> None:
    cut_off: list[int] = []

    async def handle(delivery: Delivery) -> None:
        await handlers[PERSONS.name](delivery)
        if not cut_off:
            # The effect is committed, the process gone before it could say so.
            cut_off.append(delivery.sequence)
            raise ConnectionResetError

    event_id = new_id()
    async with consuming(engine, bus, handle):
        # The same event twice, and the same merge told anew by a stream that was made again.
        await say(nats, merged(event_id), merged(event_id), merged())
        assert cut_off == [1]
        assert await titles(open_work, STAYS) == {"A", "B"}
        assert await titles(open_work, MERGED) == {"B"}
        assert await actions(open_work, MERGED) == ["prevention.person.merge"]
        async with open_work() as work:
            # Named by what was his before, as identity says.
            await work.trainings.add(training(MERGED, attestation("since")))
            await work.commit()
        assert await titles(open_work, STAYS) == {"A", "B", "since"}
        await say(nats, split(), split())
    assert await titles(open_work, STAYS) == {"A"}
    assert await titles(open_work, MERGED) == {"B", "since"}
    for person_id in (STAYS, MERGED):
        assert await actions(open_work, person_id) == ["prevention.person.merge", "prevention.person.split"]


@pytest.mark.usefixtures("two")
async def test_events_in_the_wrong_order_end_as_in_the_right_one(
    open_work: UnitsOfWork, engine: AsyncEngine, nats: Client, bus: Bus, handlers: Handlers
) -> None:
    async with consuming(engine, bus, handlers[PERSONS.name]):
        await say(nats, split(), merged())
        assert await titles(open_work, STAYS) == {"A"}
        assert await titles(open_work, MERGED) == {"B"}
        assert await actions(open_work, STAYS) == []


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("order", list(itertools.permutations(("merged", "split", "expired"))), ids="-".join)
async def test_who_was_restored_keeps_what_is_his_whenever_the_time_of_the_other_is_over(
    open_work: UnitsOfWork, engine: AsyncEngine, nats: Client, bus: Bus, handlers: Handlers, order: tuple[str, ...]
) -> None:
    said = {"merged": merged, "split": split, "expired": expired}
    async with consuming(engine, bus, handlers[PERSONS.name]):
        await say(nats, *(said[what]() for what in [*order, *reversed(order)]))
    assert await titles(open_work, MERGED) == {"B"}
    assert await titles(open_work, STAYS) == set()
    async with open_work() as work:
        assert not await work.persons.is_expired(MERGED)


@pytest.mark.usefixtures("two")
async def test_who_is_merged_into_one_whose_time_is_over_is_forgotten_as_he_is(
    engine: AsyncEngine, nats: Client, bus: Bus, handlers: Handlers
) -> None:
    async with consuming(engine, bus, handlers[PERSONS.name]):
        # Identity tells both; the merge is heard of last.
        await say(nats, expired(), expired(MERGED), merged())
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.training)) == 0
        assert set(await connection.scalars(sa.select(tables.expired_person.c.person_id))) == {STAYS, MERGED}


async def test_what_is_not_as_the_contract_says_becomes_a_dead_letter(engine: AsyncEngine, handlers: Handlers) -> None:
    memory = LetterBox(engine, tables.dead_letter, PERSONS.name)
    wrong = [merged(stays=MERGED), message(PERSON_MERGED, b"\xff"), message(PERSON_EXPIRED, b""), message("else", b"")]
    for number, one in enumerate(wrong):
        await memory.keep(Delivery.of(one.subject, one.data, one.headers, "IDENTITY", number), "test")
    async with engine.connect() as connection:
        letters = await list_dead_letters(connection, tables.dead_letter)
    outcomes = await replay(engine, tables.dead_letter, handlers, letters)
    assert sorted(outcomes.values()) == ["failed again: DecodeError", *["failed again: ValueError"] * 3]
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.inbox)) == 0


async def test_the_services_role_deletes_of_nobody_whose_time_is_not_over(
    open_work: UnitsOfWork, engine: AsyncEngine, two: None
) -> None:
    async with engine.begin() as connection:
        await connection.execute(sa.text("SELECT forget_expired(ARRAY[:id]::uuid[])"), {"id": str(STAYS)})
    assert await titles(open_work, STAYS) == {"A"}
    for statement in (sa.delete(tables.expired_person), sa.delete(tables.training)):
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            async with engine.begin() as connection:
                await connection.execute(statement)
