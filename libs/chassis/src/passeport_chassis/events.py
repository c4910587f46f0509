"""Events between the outbox and the bus: where `db` and `messaging`, which do not know each other, are joined."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
import structlog
from nats.aio.client import Client
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.clock import system_clock
from passeport_chassis.db import DeadLetter, OutboxEvent, is_outage, keep_dead_letter, mark_replayed
from passeport_chassis.ids import new_id, parse_id
from passeport_chassis.messaging import Consumer, Delivery, Durable, Message, Publisher, connect, ping

__all__ = ["Bus", "Handlers", "keep_in", "replay"]

_log = structlog.get_logger(__name__)
_CONNECT_TIMEOUT = 5.0

Handlers = Mapping[str, Callable[[Delivery], Awaitable[None]]]
"""What each durable consumer of a service does with a message, by its name; idempotent by event id (inbox)."""


class Bus:
    """The connection to NATS, made in the background: calls are served while the bus is away, and events wait."""

    def __init__(self, url: str, service: str, stream: str) -> None:
        """`service` names the connection and the source of the events, `stream` the stream that it owns."""
        self._url = url
        self._service = service
        self._stream = stream
        self._connecting: asyncio.Task[Client] | None = None

    async def client(self) -> Client:
        """The connection, once there is one; waits as long as it takes."""
        if self._connecting is None:
            self._connecting = asyncio.create_task(connect(self._url, self._service))
        return await asyncio.shield(self._connecting)

    async def publish(self, events: Sequence[OutboxEvent]) -> None:
        """Publishes to the own stream; returns once the server has them all on disk, raises while it is away."""
        # Bounded: the relay holds rows locked meanwhile.
        async with asyncio.timeout(_CONNECT_TIMEOUT):
            client = await self.client()
        await Publisher(client, self._stream).publish([self._enveloped(event) for event in events])

    def _enveloped(self, event: OutboxEvent) -> Message:
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
        self,
        durable: Durable,
        handle: Callable[[Delivery], Awaitable[None]],
        give_up: Callable[[Delivery, str], Awaitable[None]],
        stop: asyncio.Event,
    ) -> None:
        """Hands the messages of a durable consumer to `handle` until `stop` is set; waits for the server first."""
        connecting = asyncio.create_task(self.client())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not connecting.done():
            connecting.cancel()
            return
        consumer = Consumer(connecting.result(), durable.stream, durable.name, handle, give_up, is_outage=is_outage)
        await consumer.run(stop)

    async def ping(self) -> None:
        """Raises when the server does not answer."""
        await ping(await self.client())

    async def close(self) -> None:
        """Closes the connection, or gives up making it."""
        if self._connecting is None:
            return
        if self._connecting.done() and not self._connecting.cancelled() and self._connecting.exception() is None:
            await self._connecting.result().close()
        self._connecting.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await self._connecting


def keep_in(engine: AsyncEngine, table: sa.Table, consumer: str) -> Callable[[Delivery, str], Awaitable[None]]:
    """Returns what a consumer calls when it gives up on a message: it is kept in `table` with the reason."""

    async def keep(delivery: Delivery, reason: str) -> None:
        letter = DeadLetter(
            id=new_id(),
            consumer=consumer,
            stream=delivery.stream,
            sequence=delivery.sequence,
            subject=delivery.subject,
            headers=dict(delivery.headers),
            data=delivery.data,
            error=reason,
            kept_at=system_clock(),
        )
        async with engine.begin() as connection:
            await keep_dead_letter(connection, table, letter)

    return keep


async def replay(
    engine: AsyncEngine, table: sa.Table, handlers: Handlers, letters: Sequence[DeadLetter]
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
            await handle(_delivery(letter))
        except Exception as error:  # noqa: BLE001 - whatever it is, the letter is kept
            _log.error("dead letter not handled", letter=str(letter.id), exc_info=error)
            outcomes[letter.id] = f"failed again: {type(error).__name__}"
            continue
        async with engine.begin() as connection:
            await mark_replayed(connection, table, letter.id)
        outcomes[letter.id] = "replayed"
    return outcomes


def _delivery(letter: DeadLetter) -> Delivery:
    return Delivery(
        event_id=parse_id(letter.headers.get("ce-id", "")),
        subject=letter.subject,
        type=letter.headers.get("ce-type", ""),
        data=letter.data,
        headers=letter.headers,
        stream=letter.stream,
        sequence=letter.sequence,
    )
