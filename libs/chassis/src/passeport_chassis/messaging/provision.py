"""Streams and durable consumers, made or brought up to date before anything publishes or consumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from nats.aio.client import Client
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

__all__ = ["Durable", "Stream", "provision"]


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream that this service owns."""

    name: str
    subjects: tuple[str, ...]
    max_age: timedelta = timedelta(days=7)
    max_bytes: int = 10 * 1024**3


@dataclass(frozen=True, slots=True)
class Durable:
    """A durable pull consumer of this service, on a stream that it may not own."""

    name: str
    stream: str
    subjects: tuple[str, ...]
    ack_wait: timedelta = timedelta(seconds=30)
    max_ack_pending: int = 1000


async def provision(client: Client, stream: Stream | None, durables: Sequence[Durable], *, replicas: int = 1) -> None:
    """Makes what is missing and updates the rest; running it again changes nothing.

    A full stream refuses new messages, so that they wait in the outbox, rather than dropping old ones. A durable on a
    stream whose owner has not come yet makes the stream's bare form; the owner's own provisioning completes it.
    """
    js = client.jetstream()
    if stream is not None:
        config = _stream_config(stream, replicas)
        try:
            await js.stream_info(stream.name)
            await js.update_stream(config)
        except NotFoundError:
            await js.add_stream(config)
    for durable in durables:
        await js.add_consumer(
            durable.stream,
            ConsumerConfig(
                durable_name=durable.name,
                filter_subjects=list(durable.subjects),
                deliver_policy=DeliverPolicy.ALL,
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=durable.ack_wait.total_seconds(),
                # Attempts are counted by the consumer itself, which keeps what it gives up on: JetStream would
                # only stop delivering it.
                max_deliver=-1,
                max_ack_pending=durable.max_ack_pending,
            ),
        )


def _stream_config(stream: Stream, replicas: int) -> StreamConfig:
    return StreamConfig(
        name=stream.name,
        subjects=list(stream.subjects),
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_age=stream.max_age.total_seconds(),
        max_bytes=stream.max_bytes,
        num_replicas=replicas,
        duplicate_window=600,
        allow_atomic=True,
    )
