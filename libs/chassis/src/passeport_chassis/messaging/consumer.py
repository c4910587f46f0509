"""A durable pull consumer: acknowledged after the effect is committed, tried again with back-off, then kept aside."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeout
from nats.js.client import JetStreamContext
from opentelemetry import trace
from prometheus_client import Counter, Gauge

from passeport_chassis.ids import parse_id
from passeport_chassis.telemetry import continue_trace

_log = structlog.get_logger(__name__)
_consumed = Counter("events_consumed_total", "Deliveries handled.", ["consumer", "outcome"])
_waiting = Gauge("events_pending", "Events on the bus that the consumer has yet to acknowledge.", ["consumer"])
_oldest = Gauge("events_oldest_pending_seconds", "Age of the oldest event that the consumer has in hand.", ["consumer"])
_BACKOFF = (0.2, 1.0, 5.0, 30.0, 120.0)
_BATCH = 50
_HOLD = 8.0
_PAUSE = 0.5
_MOST_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as handed to a handler. `event_id` is None when the message does not carry a usable one."""

    event_id: UUID | None
    subject: str
    type: str
    data: bytes
    headers: Mapping[str, str]
    stream: str
    sequence: int

    @classmethod
    def of(cls, subject: str, data: bytes, headers: Mapping[str, str], stream: str, sequence: int) -> Delivery:
        """Reads the envelope that the headers are."""
        event_id, type_ = parse_id(headers.get("ce-id", "")), headers.get("ce-type", "")
        return cls(event_id, subject, type_, data, headers, stream, sequence)


class Memory(Protocol):
    """What is known of messages that came more than once, whatever becomes of the process."""

    async def begin(self, delivery: Delivery) -> int:
        """Notes that handling one begins; returns how often it has begun, this time included."""

    async def forget(self, delivery: Delivery) -> None:
        """Holds nothing against a message any more."""

    async def keep(self, delivery: Delivery, reason: str) -> None:
        """Takes one that is given up."""


class Consumer:
    """Fetches from one durable consumer and hands each message to `handle`.

    `handle` must be idempotent by `event_id` (inbox). An outage is waited out with the message in hand: it is no
    failure of the message. When `handle` has failed otherwise `max_attempts` times, or was begun that often and never
    ended (the message kills the process), the message is given to `memory` to keep and is done with. The server's own
    count does not tell: it also counts the messages that a process had fetched and never came to.
    """

    def __init__(
        self,
        client: Callable[[], Awaitable[Client]],
        stream: str,
        durable: str,
        handle: Callable[[Delivery], Awaitable[None]],
        memory: Memory,
        *,
        is_outage: Callable[[BaseException], bool] = lambda error: isinstance(error, OSError),
        max_attempts: int = 6,
    ) -> None:
        self._client = client
        self._stream = stream
        self._durable = durable
        self._handle = handle
        self._memory = memory
        self._is_outage = is_outage
        self._max_attempts = max_attempts
        self._in_hand: list[Msg] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Consumes until `stop` is set. Outages of the server are waited out."""
        # Counted from 0: what is born at 1 has not grown, and nobody would hear of the first.
        _consumed.labels(self._durable, "dead")
        holding = asyncio.create_task(self._hold())
        try:
            await self._consume(stop)
        finally:
            holding.cancel()

    async def _consume(self, stop: asyncio.Event) -> None:
        subscription: JetStreamContext.PullSubscription | None = None
        while not stop.is_set():
            try:
                if subscription is None:
                    js = (await self._client()).jetstream()
                    subscription = await js.pull_subscribe_bind(consumer=self._durable, stream=self._stream)
                messages = await subscription.fetch(_BATCH, timeout=1)
            except (NatsTimeout, TimeoutError):
                continue
            except Exception as error:  # noqa: BLE001 - the server is away; it comes back
                _log.warning("cannot fetch, will try again", consumer=self._durable, error=type(error).__name__)
                subscription = None
                await asyncio.sleep(0.5)
                continue
            self._in_hand = messages
            while self._in_hand:
                await self._deliver(self._in_hand[0], stop)
                self._in_hand = self._in_hand[1:]

    async def _hold(self) -> None:
        """Keeps the server from delivering again what waits here for its turn, or for the end of an outage."""
        while True:
            with contextlib.suppress(Exception):
                await self._measure()
            await asyncio.sleep(_HOLD)
            for message in tuple(self._in_hand):
                with contextlib.suppress(Exception):
                    await message.in_progress()

    async def _measure(self) -> None:
        info = await (await self._client()).jetstream().consumer_info(self._stream, self._durable)
        _waiting.labels(self._durable).set((info.num_pending or 0) + (info.num_ack_pending or 0))
        since = [datetime.now(UTC) - message.metadata.timestamp for message in self._in_hand[:1]]
        _oldest.labels(self._durable).set(since[0].total_seconds() if since else 0)

    async def _deliver(self, message: Msg, stop: asyncio.Event) -> None:
        delivery = _read(message)
        with continue_trace(delivery.headers, f"consume {delivery.type or delivery.subject}"):
            trace.get_current_span().set_attribute("messaging.destination.name", delivery.subject)
            attempt, pause = 0, _PAUSE
            while not stop.is_set():
                try:
                    # Of a message that comes for the first time nothing need be known, nor noted.
                    first = message.metadata.num_delivered == 1
                    attempt = attempt or (1 if first else 1 + await self._memory.begin(delivery))
                    await self._attempt(delivery, attempt)
                except _Again as again:
                    await self._answer(message.nak(delay=again.delay), "again")
                    return
                except Exception as error:  # noqa: BLE001 - told apart below
                    if not self._is_outage(error):
                        # Giving up failed, and not for want of a server: only another delivery can help.
                        await self._answer(message.nak(delay=_BACKOFF[-1]), "again")
                        return
                    _log.warning("outage, will try again", consumer=self._durable, seconds=pause, exc_info=error)
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(pause):
                            await stop.wait()
                    pause = min(pause * 2, _MOST_PAUSE)
                else:
                    await self._answer(message.ack_sync(), "done")
                    return
            await self._forget(delivery, attempt)
        await self._answer(message.nak(), "again")

    async def _forget(self, delivery: Delivery, attempt: int) -> None:
        if attempt > 1:
            with contextlib.suppress(Exception):
                await self._memory.forget(delivery)

    async def _attempt(self, delivery: Delivery, attempt: int) -> None:
        """Handles a message, or gives it up. Raises _Again when it failed and may be tried again, and outages."""
        if attempt > self._max_attempts:
            await self._bury(delivery, "begun too often and never ended")
            return
        try:
            await self._handle(delivery)
        except Exception as error:
            if self._is_outage(error):
                raise
            trace.get_current_span().set_status(trace.StatusCode.ERROR, type(error).__name__)
            _log.warning(
                "event not handled", consumer=self._durable, attempt=attempt, type=delivery.type, exc_info=error
            )
            if attempt < self._max_attempts:
                raise _Again(_BACKOFF[min(attempt, len(_BACKOFF)) - 1]) from error
            await self._bury(delivery, type(error).__name__)
        else:
            await self._forget(delivery, attempt)

    async def _bury(self, delivery: Delivery, reason: str) -> None:
        await self._memory.keep(delivery, reason)
        _consumed.labels(self._durable, "dead").inc()
        _log.error("event kept as dead letter", consumer=self._durable, type=delivery.type, reason=reason)

    async def _answer(self, answer: Awaitable[object], outcome: str) -> None:
        try:
            await answer
        except Exception as error:  # noqa: BLE001 - the server delivers it again, and the inbox knows it
            _log.warning("could not answer the server", consumer=self._durable, error=type(error).__name__)
        else:
            _consumed.labels(self._durable, outcome).inc()


class _Again(Exception):
    """A message that failed is to be tried again after a delay; a plain nak would bring it back at once."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        super().__init__()


def _read(message: Msg) -> Delivery:
    headers = {str(key): str(value) for key, value in (message.headers or {}).items()}
    stands = message.metadata
    return Delivery.of(message.subject, message.data, headers, stands.stream, stands.sequence.stream)
