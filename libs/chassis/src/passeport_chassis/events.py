"""Events between the outbox and the bus: where `db` and `messaging`, which do not know each other, are joined."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
import structlog
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis import db
from passeport_chassis.clock import system_clock
from passeport_chassis.messaging import Consumer, Delivery, Durable, Memory, Message, Publisher, Stream, connect, ping

_log = structlog.get_logger(__name__)
_CONNECT_TIMEOUT = 1.0
_DENIED_FOR = 60.0

Handlers = Mapping[str, Callable[[Delivery], Awaitable[None]]]
"""What each durable consumer of a service does with a message, by its name; idempotent by event id (inbox)."""


class Bus:
    """The connection to NATS, made in the background: calls are served while the bus is away, and events wait."""

    def __init__(self, url: str, service: str, stream: Stream) -> None:
        """`service` names the connection and the source of the events, `stream` the stream that it owns."""
        self._url = url
        self._service = service
        self._stream = stream
        self._connecting: asyncio.Task[Client] | None = None
        self._denied: set[str] = set()

    async def client(self) -> Client:
        """The connection; one that the server closed is made anew. Raises TimeoutError while there is none."""
        if self._connecting is None or _is_over(self._connecting):
            self._connecting = asyncio.create_task(connect(self._url, self._service, denied=self._deny))
        # Bounded: the relay holds rows locked meanwhile.
        async with asyncio.timeout(_CONNECT_TIMEOUT):
            return await asyncio.shield(self._connecting)

    def _deny(self, subject: str) -> None:
        # For a while only: nobody tells when a permission is given.
        self._denied.add(subject)
        asyncio.get_running_loop().call_later(_DENIED_FOR, self._denied.discard, subject)

    async def publish(self, events: Sequence[db.OutboxEvent]) -> None:
        """Publishes to the own stream; returns once the server has them all on disk, raises while it is away."""
        stream = self._stream
        publisher = Publisher(await self.client(), stream.name, subjects=stream.subjects, denied=self._denied)
        await publisher.publish([self._enveloped(event) for event in events])

    def _enveloped(self, event: db.OutboxEvent) -> Message:
        """An event in its CloudEvents 1.0 envelope (binary mode); the headers of the outbox carry the trace."""
        envelope = {
            "ce-specversion": "1.0",
            "ce-id": str(event.id),
            "ce-type": event.type,
            "ce-source": f"passeport-{self._service}",
            "ce-time": event.time.isoformat(),
            "content-type": "application/protobuf",
        }
        return Message(str(event.id), event.subject, event.data, {**event.headers, **envelope})

    async def consume(
        self, durable: Durable, handle: Callable[[Delivery], Awaitable[None]], memory: Memory, stop: asyncio.Event
    ) -> None:
        """Hands the messages of a durable consumer to `handle` until `stop` is set, whenever the server is there."""
        consumer = Consumer(self.client, durable.stream, durable.name, handle, memory, is_outage=db.is_outage)
        await consumer.run(stop)

    async def ping(self) -> None:
        """Raises when the server does not answer."""
        await ping(await self.client())

    async def close(self) -> None:
        """Closes the connection, or gives up making it."""
        if self._connecting is None:
            return
        self._connecting.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await (await self._connecting).close()


def _is_over(connecting: asyncio.Task[Client]) -> bool:
    if not connecting.done():
        return False
    return connecting.cancelled() or connecting.exception() is not None or connecting.result().is_closed


class LetterBox:
    """The memory of one consumer, in `table`: its dead letters, and what it began and has not ended."""

    def __init__(self, engine: AsyncEngine, table: sa.Table, consumer: str) -> None:
        self._engine = engine
        self._table = table
        self._consumer = consumer

    async def begin(self, delivery: Delivery) -> int:
        """Notes that handling a message begins; returns how often it has begun, this time included."""
        async with self._engine.begin() as connection:
            return await db.begin_attempt(connection, self._table, self._letter(delivery, ""))

    async def forget(self, delivery: Delivery) -> None:
        """Holds nothing against a message any more."""
        async with self._engine.begin() as connection:
            await db.mark_replayed(connection, self._table, self._letter(delivery, "").id)

    async def keep(self, delivery: Delivery, reason: str) -> None:
        """Keeps a message that is given up, with the reason."""
        async with self._engine.begin() as connection:
            await db.keep_dead_letter(connection, self._table, self._letter(delivery, reason))

    def _letter(self, delivery: Delivery, reason: str) -> db.DeadLetter:
        # A message without an id is told by where it stands and what it says.
        told_by = delivery.event_id or f"{delivery.stream} {delivery.sequence} {delivery.subject} {delivery.data.hex()}"
        return db.DeadLetter(
            id=uuid5(NAMESPACE_OID, f"{self._consumer} {told_by}"),
            consumer=self._consumer,
            stream=delivery.stream,
            sequence=delivery.sequence,
            subject=delivery.subject,
            headers=dict(delivery.headers),
            data=delivery.data,
            error=reason,
            kept_at=system_clock(),
        )


async def replay(
    engine: AsyncEngine, table: sa.Table, handlers: Handlers, letters: Sequence[db.DeadLetter]
) -> dict[UUID, str]:
    """Hands letters to their consumers again; returns what became of each: `replayed`, or why it was not.

    A letter whose handler fails stays as it was. A crash between the effect and the mark leaves the letter to be
    replayed again, which the inbox makes harmless.
    """
    outcomes: dict[UUID, str] = {}
    for letter in letters:
        handle = handlers.get(letter.consumer)
        if handle is None:
            outcomes[letter.id] = f"there is no consumer {letter.consumer} any more"
            continue
        try:
            await handle(Delivery.of(letter.subject, letter.data, letter.headers, letter.stream, letter.sequence))
        except Exception as error:  # noqa: BLE001 - whatever it is, the letter is kept
            _log.error("dead letter not handled", letter=str(letter.id), exc_info=error)
            outcomes[letter.id] = f"failed again: {type(error).__name__}"
            continue
        async with engine.begin() as connection:
            await db.mark_replayed(connection, table, letter.id)
        outcomes[letter.id] = "replayed"
    return outcomes
