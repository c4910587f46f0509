"""What is given up, when, and that it is there afterwards: over a real PostgreSQL and a real NATS."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import add_events, mark_replayed
from passeport_chassis.events import Bus, replay
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery, provision
from toy import (
    READER,
    STREAM,
    SUBJECT,
    consuming,
    dead_letters,
    letter_box,
    letters_of,
    make_event,
    outbox,
    relay_to,
    until,
    until_letters,
)


@pytest.fixture
async def impatient(client: Client) -> None:
    """A server that soon delivers again what a process took with it when it died."""
    await provision(client, STREAM, [replace(READER, ack_wait=timedelta(seconds=1))])


def delivery(event_id: UUID | None, sequence: int, data: bytes = b"1") -> Delivery:
    headers = {} if event_id is None else {"ce-id": str(event_id)}
    return Delivery(event_id, SUBJECT, "toy.thing.made", data, headers, "TOY", sequence)


async def mark_all(engine: AsyncEngine) -> None:
    for letter in await letters_of(engine):
        async with engine.begin() as connection:
            await mark_replayed(connection, dead_letters, letter.id)


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

    async with consuming(bus, engine, handle, max_attempts=2):
        await relay_to(engine, bus).relay_once()
        await until(lambda: handled == [b"2"])
        letters = await until_letters(engine)
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


async def test_a_stream_made_anew_counts_from_one_and_loses_no_letter(engine: AsyncEngine) -> None:
    box = letter_box(engine)
    before, replayed, after = (delivery(new_id(), 1) for _ in range(3))
    await box.keep(replayed, "ValueError")
    await mark_all(engine)
    await box.keep(before, "ValueError")
    await box.keep(after, "ValueError")
    assert [letter.headers["ce-id"] for letter in await letters_of(engine)] == [
        str(before.event_id),
        str(after.event_id),
    ]


async def test_messages_without_an_id_are_told_apart_by_where_they_stood_and_what_they_say(engine: AsyncEngine) -> None:
    box = letter_box(engine)
    for one in (delivery(None, 1), delivery(None, 1), delivery(None, 2), delivery(None, 1, b"2")):
        await box.keep(one, "ValueError")
    assert [(letter.sequence, letter.data) for letter in await letters_of(engine)] == [(1, b"1"), (2, b"1"), (1, b"2")]


async def test_an_event_given_up_again_is_one_letter_and_waits_anew(engine: AsyncEngine) -> None:
    box, event_id = letter_box(engine), new_id()
    await box.keep(delivery(event_id, 7), "ValueError")
    await box.keep(delivery(event_id, 7), "ValueError")
    assert len(await letters_of(engine)) == 1
    await mark_all(engine)
    await box.keep(delivery(event_id, 2), "KeyError")
    assert [(letter.sequence, letter.error) for letter in await letters_of(engine)] == [(2, "KeyError")]


async def test_stopping_is_no_failure_of_the_events_that_wait(engine: AsyncEngine, client: Client, bus: Bus) -> None:
    await bus.publish([make_event(number) for number in range(5)])
    handled: list[bytes] = []

    async def slow(delivery: Delivery) -> None:
        handled.append(delivery.data)
        await asyncio.sleep(0.3)

    async def quick(delivery: Delivery) -> None:
        handled.append(delivery.data)

    for stops in range(1, 4):
        async with consuming(bus, engine, slow, max_attempts=2):
            await until(lambda stops=stops: len(handled) == stops)  # type: ignore[misc]
    async with consuming(bus, engine, quick, max_attempts=2):
        await until(lambda: len(handled) == 5)
    assert sorted(handled) == [b"0", b"1", b"2", b"3", b"4"]
    assert await letters_of(engine) == []


async def test_only_the_event_that_kills_its_process_is_kept_aside(
    engine: AsyncEngine, bus: Bus, impatient: None
) -> None:
    await bus.publish([make_event(number) for number in range(6)])
    handled: list[bytes] = []
    killed = 0

    async def handle(delivery: Delivery) -> None:
        nonlocal killed
        if delivery.data == b"2":
            killed += 1
            await asyncio.Event().wait()
        handled.append(delivery.data)

    async def live(deaths: Callable[[], bool], running: asyncio.Task[None]) -> None:
        await until(deaths, 20)
        running.cancel()

    for life in range(1, 4):
        # What is left of a process that is killed with one event begun, and the others of its batch in hand.
        async with consuming(bus, engine, handle, max_attempts=3) as running:
            await live(lambda life=life: killed == life, running)  # type: ignore[misc]
        assert await letters_of(engine) == []
    async with consuming(bus, engine, handle, max_attempts=3):
        (letter,) = await until_letters(engine)
        await until(lambda: len(handled) == 5, 20)
    assert (letter.data, letter.error) == (b"2", "begun too often and never ended")
    assert sorted(handled) == [b"0", b"1", b"3", b"4", b"5"]
    assert killed == 3


async def test_what_ended_well_is_not_held_against_an_event_that_comes_again(engine: AsyncEngine) -> None:
    box, again = letter_box(engine), delivery(new_id(), 1)
    assert [await box.begin(again) for _ in range(3)] == [1, 2, 3]
    await box.forget(again)
    assert await box.begin(again) == 1
    assert await letters_of(engine) == []
    await box.keep(again, "ValueError")
    assert await box.begin(again) == 1
    # It was given up by a process that died before it could say so: still a letter, whatever is tried.
    assert len(await letters_of(engine)) == 1
    await mark_all(engine)
    assert await box.begin(again) == 1


async def test_an_event_may_fail_as_often_as_it_is_allowed_and_no_more(
    engine: AsyncEngine, client: Client, bus: Bus
) -> None:
    await bus.publish([make_event(1)])
    tries = 0

    async def handle(delivery: Delivery) -> None:
        nonlocal tries
        tries += 1
        raise ValueError

    async with consuming(bus, engine, handle, max_attempts=3):
        await until_letters(engine)
    assert tries == 3
