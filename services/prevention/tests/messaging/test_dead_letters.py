"""Dead letters handed over again. Prevention has no consumer yet: these handlers are the tests' own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import DeadLetter, keep_dead_letter, list_dead_letters
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery
from passeport_prevention.messaging.dead_letters import replay
from passeport_prevention.storage.tables import dead_letter

EVENT_ID = new_id()


async def keep(engine: AsyncEngine, consumer: str, sequence: int, event_id: str = str(EVENT_ID)) -> None:
    async with engine.begin() as connection:
        await keep_dead_letter(
            connection,
            dead_letter,
            consumer=consumer,
            stream="RECORDS",
            sequence=sequence,
            subject="passeport.records.v1.entry.registered",
            headers={"ce-id": event_id, "ce-type": "passeport.records.v1.entry.registered"},
            data=b"data",
            error="ValueError",
        )


async def letters(engine: AsyncEngine) -> list[DeadLetter]:
    async with engine.connect() as connection:
        return await list_dead_letters(connection, dead_letter)


async def test_a_replayed_letter_is_handled_and_no_longer_listed(engine: AsyncEngine) -> None:
    await keep(engine, "reader", 7)
    handled: list[Delivery] = []

    async def handle(delivery: Delivery) -> None:
        handled.append(delivery)

    found = await letters(engine)
    assert await replay(engine, dead_letter, {"reader": handle}, found) == {found[0].id: "replayed"}
    (delivery,) = handled
    assert (delivery.event_id, delivery.data, delivery.stream, delivery.sequence) == (EVENT_ID, b"data", "RECORDS", 7)
    assert await letters(engine) == []


async def test_a_letter_that_fails_again_or_whose_consumer_is_gone_stays(engine: AsyncEngine) -> None:
    await keep(engine, "reader", 1, event_id="not one")
    await keep(engine, "gone", 2)
    seen: list[UUID | None] = []

    async def fail(delivery: Delivery) -> None:
        seen.append(delivery.event_id)
        raise ValueError

    outcomes = await replay(engine, dead_letter, {"reader": fail}, await letters(engine))
    assert sorted(outcomes.values()) == ["failed again: ValueError", "there is no consumer gone any more"]
    assert seen == [None]
    assert len(await letters(engine)) == 2
