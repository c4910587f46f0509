"""Publishing in atomic batches (NATS ADR-50): one fsync for hundreds of messages, all or none of them taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nats.aio.client import Client
from nats.errors import MaxPayloadError
from nats.js.errors import BadRequestError

from passeport_chassis.errors import Refused
from passeport_chassis.ids import new_id

__all__ = ["Message", "Publisher"]

_MAX_BATCH = 1000
_DUPLICATE_IN_BATCH = 10201
_BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class Message:
    """A message with the id by which the server drops copies."""

    id: str
    subject: str
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class _BatchError(Exception):
    """The server did not take a batch; nothing of it is in the stream."""

    def __init__(self, status: int, code: int, description: str) -> None:
        self.status = status
        self.code = code
        super().__init__(f"{description} ({code})")


class Publisher:
    """Publishes to one stream."""

    def __init__(self, client: Client, stream: str, *, timeout: float = 5.0) -> None:
        self._client = client
        self._stream = stream
        self._timeout = timeout

    async def publish(self, messages: Sequence[Message]) -> None:
        """Publishes all messages or raises; raising may leave some taken, which publishing again makes whole.

        Raises Refused when the server will never take one of them, anything else when it is away or full.
        """
        for start in range(0, len(messages), _MAX_BATCH):
            batch = messages[start : start + _MAX_BATCH]
            if len(batch) == 1:
                await self._publish_singly(batch)
                continue
            try:
                await self._publish_batch(batch)
            except MaxPayloadError as error:
                raise Refused(str(error)) from error
            except _BatchError as error:
                if error.code != _DUPLICATE_IN_BATCH:
                    if error.status == _BAD_REQUEST:
                        raise Refused(str(error)) from error
                    raise
                # A crash between the server's answer and our mark: some are in the stream already.
                await self._publish_singly(batch)

    async def _publish_singly(self, messages: Sequence[Message]) -> None:
        await asyncio.gather(*(self._publish_one(message) for message in messages))

    async def _publish_one(self, message: Message) -> None:
        headers = {**message.headers, "Nats-Msg-Id": message.id}
        js = self._client.jetstream()
        try:
            await js.publish(message.subject, message.data, timeout=self._timeout, stream=self._stream, headers=headers)
        except (BadRequestError, MaxPayloadError) as error:
            raise Refused(str(error)) from error

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
            raise _BatchError(
                int(error.get("code", 0)), int(error.get("err_code", 0)), str(error.get("description", ""))
            )
