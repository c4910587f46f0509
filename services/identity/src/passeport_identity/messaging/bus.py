"""The connection to NATS, made in the background: calls are served while the bus is away, and events wait."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

from nats.aio.client import Client

from passeport_chassis.db import OutboxEvent
from passeport_chassis.messaging import Message, Publisher, connect, ping

__all__ = ["Bus"]

_SOURCE = "passeport-identity"
_CONNECT_TIMEOUT = 5.0


class Bus:
    """One connection, shared by what publishes and what asks whether the bus is there."""

    def __init__(self, url: str, name: str, stream: str) -> None:
        self._url = url
        self._name = name
        self._stream = stream
        self._connecting: asyncio.Task[Client] | None = None

    async def client(self) -> Client:
        """The connection, once there is one; waits as long as it takes."""
        if self._connecting is None:
            self._connecting = asyncio.create_task(connect(self._url, self._name))
        return await asyncio.shield(self._connecting)

    async def publish(self, events: Sequence[OutboxEvent]) -> None:
        """Publishes to identity's stream; returns once the server has them all on disk, raises if it is away."""
        # Bounded: the relay holds rows locked meanwhile.
        async with asyncio.timeout(_CONNECT_TIMEOUT):
            client = await self.client()
        await Publisher(client, self._stream).publish([_message(event) for event in events])

    async def ping(self) -> None:
        """Raises when the server does not answer."""
        await ping(await self.client())

    async def close(self) -> None:
        """Sends what is under way and closes the connection, or gives up making it."""
        if self._connecting is None:
            return
        if self._connecting.done() and not self._connecting.cancelled() and self._connecting.exception() is None:
            await self._connecting.result().close()
        self._connecting.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await self._connecting


def _message(event: OutboxEvent) -> Message:
    """An event in its CloudEvents envelope; the headers of the outbox carry the trace."""
    envelope = {
        "ce-specversion": "1.0",
        "ce-id": str(event.id),
        "ce-type": event.type,
        "ce-source": _SOURCE,
        "ce-time": event.time.isoformat(),
        "content-type": "application/protobuf",
    }
    return Message(str(event.id), event.subject, event.data, {**event.headers, **envelope})
