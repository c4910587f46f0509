"""Publishing in atomic batches (NATS ADR-50): one fsync for hundreds of messages, all or none of them taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nats.aio.client import Client

from passeport_chassis.ids import new_id

__all__ = ["Message", "Publisher"]

_MAX_BATCH = 1000
_DUPLICATE_IN_BATCH = 10201


@dataclass(frozen=True, slots=True)
class Message:
    """A message with the id by which the server drops copies."""

    id: str
    subject: str
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class BatchRefused(Exception):
    """The server did not take a batch; nothing of it is in the stream."""

    def __init__(self, code: int, description: str) -> None:
        self.code = code
        super().__init__(f"batch refused: {description} ({code})")


class Publisher:
    """Publishes to one stream."""

    def __init__(self, client: Client, stream: str, *, timeout: float = 5.0) -> None:
        self._client = client
        self._stream = stream
        self._timeout = timeout

    async def publish(self, messages: Sequence[Message]) -> None:
        """Publishes all messages or raises; raising may leave some taken, which publishing again makes whole."""
        for start in range(0, len(messages), _MAX_BATCH):
            batch = messages[start : start + _MAX_BATCH]
            if len(batch) == 1:
                await self._publish_singly(batch)
                continue
            try:
                await self._publish_batch(batch)
            except BatchRefused as refused:
                if refused.code != _DUPLICATE_IN_BATCH:
                    raise
                # A crash between the server's answer and our mark: some are in the stream already.
                await self._publish_singly(batch)

    async def _publish_singly(self, messages: Sequence[Message]) -> None:
        js = self._client.jetstream()
        await asyncio.gather(
            *(
                js.publish(
                    message.subject,
                    message.data,
                    timeout=self._timeout,
                    stream=self._stream,
                    headers={**message.headers, "Nats-Msg-Id": message.id},
                )
                for message in messages
            )
        )

    async def _publish_batch(self, messages: Sequence[Message]) -> None:
        batch_id = new_id().hex
        last = len(messages)
        for number, message in enumerate(messages, start=1):
            headers = {
                **message.headers,
                "Nats-Msg-Id": message.id,
                "Nats-Expected-Stream": self._stream,
                "Nats-Batch-Id": batch_id,
                "Nats-Batch-Sequence": str(number),
            }
            if number == last:
                headers["Nats-Batch-Commit"] = "1"
            if number in (1, last):
                reply = await self._client.request(
                    message.subject, message.data, timeout=self._timeout, headers=headers
                )
                self._check(reply.data)
            else:
                await self._client.publish(message.subject, message.data, headers=headers)

    @staticmethod
    def _check(answer: bytes) -> None:
        if not answer:
            return
        error = json.loads(answer).get("error")
        if error is not None:
            raise BatchRefused(int(error.get("err_code", 0)), str(error.get("description", "")))
