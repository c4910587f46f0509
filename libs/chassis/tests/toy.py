"""A service that is only tables and a stream, and how its tests relay, consume and look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.db import (
    DeadLetter,
    OutboxEvent,
    OutboxRelay,
    audit_table,
    dead_letter_table,
    inbox_table,
    list_dead_letters,
    outbox_table,
)
from passeport_chassis.events import Bus, LetterBox
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Consumer, Delivery, Durable, Stream

metadata = sa.MetaData()
outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
dead_letters = dead_letter_table(metadata)
access = audit_table(metadata)

STREAM = Stream("TOY", ("passeport.toy.v1.>",), max_bytes=64 * 1024**2)
SUBJECT = "passeport.toy.v1.thing.made"
READER = Durable("reader", "TOY", ("passeport.toy.v1.thing.*",))


def make_event(number: int = 0, subject: str = SUBJECT) -> OutboxEvent:
    return OutboxEvent(new_id(), subject, "toy.thing.made", b"%d" % number, datetime.now(UTC))


def relay_to(engine: AsyncEngine, bus: Bus) -> OutboxRelay:
    return OutboxRelay(engine, outbox, bus.publish)


def letter_box(engine: AsyncEngine) -> LetterBox:
    return LetterBox(engine, dead_letters, READER.name)


@asynccontextmanager
async def consuming(
    bus: Bus,
    engine: AsyncEngine,
    handle: Callable[[Delivery], Awaitable[None]],
    *,
    max_attempts: int = 6,
) -> AsyncIterator[asyncio.Task[None]]:
    consumer = Consumer(bus.client, "TOY", READER.name, handle, letter_box(engine), max_attempts=max_attempts)
    stop = asyncio.Event()
    running = asyncio.create_task(consumer.run(stop))
    try:
        yield running
    finally:
        stop.set()
        await asyncio.wait([running])
        # A test may have killed it.
        if not running.cancelled():
            running.result()


async def letters_of(engine: AsyncEngine) -> list[DeadLetter]:
    async with engine.connect() as connection:
        return await list_dead_letters(connection, dead_letters)


async def unpublished(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).where(outbox.c.published_at.is_(None))) or 0


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another task
            await asyncio.sleep(0.01)


async def until_letters(engine: AsyncEngine, number: int = 1, seconds: float = 10.0) -> list[DeadLetter]:
    async with asyncio.timeout(seconds):
        while len(letters := await letters_of(engine)) < number:  # noqa: ASYNC110 - the consumer writes them
            await asyncio.sleep(0.02)
    return letters
