"""Streams and durable consumers, made or brought up to date before anything publishes or consumes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from nats.aio.client import Client
from nats.js import api
from nats.js.client import JetStreamContext
from nats.js.errors import NotFoundError

_log = structlog.get_logger(__name__)
_POLL = 0.25


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream that this service owns."""

    name: str
    subjects: tuple[str, ...]
    # A consumer may be away for that long; the outbox, from which a stream is made anew, keeps its rows for 30 days.
    max_age: timedelta = timedelta(days=28)
    max_bytes: int = 10 * 1024**3


@dataclass(frozen=True, slots=True)
class Durable:
    """A durable pull consumer of this service, on a stream that it may not own."""

    name: str
    stream: str
    subjects: tuple[str, ...]
    ack_wait: timedelta = timedelta(seconds=30)
    max_ack_pending: int = 1000


class StreamMissing(TimeoutError):
    """The owner of a stream on which a durable belongs did not come in time."""

    def __init__(self, stream: str, durable: str, seconds: float) -> None:
        super().__init__(
            f"stream {stream} is not there after {seconds:.0f} s, so its consumer {durable} cannot be made; "
            "migrate the service that owns the stream, then this one again"
        )


async def provision(
    client: Client,
    stream: Stream | None,
    durables: Sequence[Durable],
    *,
    replicas: int = 1,
    patience: timedelta = timedelta(minutes=1),
) -> None:
    """Makes what is missing and updates the rest; running it again changes nothing.

    A full stream refuses new messages, so that they wait in the outbox, rather than dropping old ones. A durable on a
    stream whose owner has not come yet is waited for, so that services may be deployed in any order; the others are
    made meanwhile. Raises StreamMissing when the wait was longer than `patience`.
    """
    js = client.jetstream()
    if stream is not None:
        config = _stream_config(stream, replicas)
        try:
            await js.stream_info(stream.name)
            await js.update_stream(config)
        except NotFoundError:
            await js.add_stream(config)
    deadline = asyncio.get_running_loop().time() + patience.total_seconds()
    missing = [one for one in durables if not await _add(js, one)]
    for durable in missing:
        _log.info("waiting for the owner of a stream", stream=durable.stream, consumer=durable.name)
    while missing:
        if asyncio.get_running_loop().time() >= deadline:
            raise StreamMissing(missing[0].stream, missing[0].name, patience.total_seconds())
        await asyncio.sleep(_POLL)
        missing = [one for one in missing if not await _add(js, one)]


async def _add(js: JetStreamContext, durable: Durable) -> bool:
    """Makes a durable, or brings it up to date; False while there is no stream to put it on."""
    config = api.ConsumerConfig(
        durable_name=durable.name,
        filter_subjects=list(durable.subjects),
        deliver_policy=api.DeliverPolicy.ALL,
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=durable.ack_wait.total_seconds(),
        # Attempts are counted by the consumer itself, which keeps what it gives up on: JetStream would only stop
        # delivering it.
        max_deliver=-1,
        max_ack_pending=durable.max_ack_pending,
    )
    try:
        await js.add_consumer(durable.stream, config)
    except NotFoundError:
        return False
    return True


def _stream_config(stream: Stream, replicas: int) -> api.StreamConfig:
    return api.StreamConfig(
        name=stream.name,
        subjects=list(stream.subjects),
        retention=api.RetentionPolicy.LIMITS,
        storage=api.StorageType.FILE,
        discard=api.DiscardPolicy.NEW,
        max_age=stream.max_age.total_seconds(),
        max_bytes=stream.max_bytes,
        num_replicas=replicas,
        duplicate_window=600,
        allow_atomic=True,
    )
