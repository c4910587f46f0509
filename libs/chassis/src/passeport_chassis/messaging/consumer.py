"""A durable pull consumer: acknowledged after the effect is committed, tried again with back-off, then kept aside."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeout
from nats.js.client import JetStreamContext
from opentelemetry import trace
from prometheus_client import Counter

from passeport_chassis.telemetry import extract_trace

__all__ = ["Consumer", "Delivery"]

_log = structlog.get_logger(__name__)
_tracer = trace.get_tracer("passeport_chassis.messaging")
_consumed = Counter("events_consumed_total", "Deliveries handled.", ["consumer", "outcome"])
_BACKOFF = (0.2, 1.0, 5.0, 30.0, 120.0)


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


class Consumer:
    """Fetches from one durable consumer and hands each message to `handle`.

    `handle` must be idempotent by `event_id` (inbox). When it has failed `max_attempts` times, or when a message was
    delivered that often without an answer (it kills the process), `give_up` is called with the reason and the message
    is done with.
    """

    def __init__(
        self,
        client: Client,
        stream: str,
        durable: str,
        handle: Callable[[Delivery], Awaitable[None]],
        give_up: Callable[[Delivery, str], Awaitable[None]],
        *,
        max_attempts: int = 6,
        batch: int = 50,
    ) -> None:
        self._client = client
        self._stream = stream
        self._durable = durable
        self._handle = handle
        self._give_up = give_up
        self._max_attempts = max_attempts
        self._batch = batch

    async def run(self, stop: asyncio.Event) -> None:
        """Consumes until `stop` is set. Outages of the server are waited out."""
        subscription: JetStreamContext.PullSubscription | None = None
        while not stop.is_set():
            try:
                if subscription is None:
                    js = self._client.jetstream()
                    subscription = await js.pull_subscribe_bind(consumer=self._durable, stream=self._stream)
                messages = await subscription.fetch(self._batch, timeout=1)
            except (NatsTimeout, TimeoutError):
                continue
            except Exception as error:  # noqa: BLE001 - the server is away; it comes back
                _log.warning("cannot fetch, will try again", consumer=self._durable, error=type(error).__name__)
                subscription = None
                await asyncio.sleep(0.5)
                continue
            for message in messages:
                if stop.is_set():
                    await message.nak()
                    continue
                await self._deliver(message)

    async def _deliver(self, message: Msg) -> None:
        delivery = _read(message)
        attempts = message.metadata.num_delivered
        with _tracer.start_as_current_span(
            f"consume {delivery.type or delivery.subject}",
            context=extract_trace(delivery.headers),
            kind=trace.SpanKind.CONSUMER,
            attributes={"messaging.system": "nats", "messaging.destination.name": delivery.subject},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                if attempts > self._max_attempts:
                    await self._bury(message, delivery, "delivered too often without an answer")
                    return
                await self._handle(delivery)
                await message.ack_sync()
                _consumed.labels(self._durable, "done").inc()
            except Exception as error:  # noqa: BLE001 - whatever it is, the event is tried again or kept
                span.set_status(trace.StatusCode.ERROR, type(error).__name__)
                _log.warning(
                    "event not handled",
                    consumer=self._durable,
                    attempt=attempts,
                    type=delivery.type,
                    exc_info=error,
                )
                await self._retry_or_bury(message, delivery, attempts, type(error).__name__)

    async def _retry_or_bury(self, message: Msg, delivery: Delivery, attempts: int, error: str) -> None:
        try:
            if attempts >= self._max_attempts:
                await self._bury(message, delivery, error)
                return
            # A plain nak comes back at once, whatever back-off the consumer has.
            await message.nak(delay=_BACKOFF[min(attempts, len(_BACKOFF)) - 1])
            _consumed.labels(self._durable, "again").inc()
        except Exception as later:  # noqa: BLE001
            # Neither kept nor refused: the server delivers it again after the ack wait.
            _log.warning("could not answer the server", consumer=self._durable, exc_info=later)

    async def _bury(self, message: Msg, delivery: Delivery, reason: str) -> None:
        await self._give_up(delivery, reason)
        await message.ack_sync()
        _consumed.labels(self._durable, "dead").inc()
        _log.error("event kept as dead letter", consumer=self._durable, type=delivery.type, reason=reason)


def _read(message: Msg) -> Delivery:
    headers = {str(key): str(value) for key, value in (message.headers or {}).items()}
    try:
        event_id: UUID | None = UUID(headers.get("ce-id", ""))
    except ValueError:
        event_id = None
    return Delivery(
        event_id=event_id,
        subject=message.subject,
        type=headers.get("ce-type", ""),
        data=message.data,
        headers=headers,
        stream=message.metadata.stream,
        sequence=message.metadata.sequence.stream,
    )
