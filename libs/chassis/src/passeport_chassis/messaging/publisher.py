"""Publishing in atomic batches (NATS ADR-50): one fsync for hundreds of messages, all or none of them taken."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from nats.aio.client import Client
from nats.errors import MaxPayloadError

from passeport_chassis.errors import Refused
from passeport_chassis.ids import new_id

_MAX_BATCH = 1000
_TIMEOUT = 5.0
_DUPLICATE_IN_BATCH = 10201
_BAD_REQUEST = 400
_WORD = r"[^\s.*>]+"


@dataclass(frozen=True, slots=True)
class Message:
    """A message with the id by which the server drops copies."""

    id: str
    subject: str
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@cache
def _any_of(subjects: tuple[str, ...]) -> re.Pattern[str]:
    """What fits one of the subjects, in which `*` stands for one word and `>` for all that follow."""
    patterns = (re.escape(one).replace(">", rf"{_WORD}(\.{_WORD})*").replace(r"\*", _WORD) for one in subjects)
    return re.compile("|".join(patterns))


class _KnownAlready(Exception):
    """Some of a batch are in the stream already, so it was not taken."""


class Publisher:
    """Publishes to one stream."""

    def __init__(
        self, client: Client, stream: str, *, subjects: Sequence[str] = (">",), denied: Collection[str] = ()
    ) -> None:
        """`subjects` are those that the stream takes.

        `denied` is kept up to date with the subjects, in lower case, that the server does not permit.
        """
        self._client = client
        self._stream = stream
        self._taken = _any_of(tuple(subjects))
        self._denied = denied

    async def publish(self, messages: Sequence[Message]) -> None:
        """Publishes all messages or raises; raising may leave some taken, which publishing again makes whole.

        Raises Refused when one of them is not taken as it is, anything else when the server or the stream is away, or
        full. A subject that the stream does not take is told before anything is sent: the server would answer as if
        the stream were away.
        """
        for start in range(0, len(messages), _MAX_BATCH):
            batch = messages[start : start + _MAX_BATCH]
            self._refuse_what_is_not_taken(batch)
            try:
                await self._publish(batch)
            except MaxPayloadError as error:
                raise Refused(str(error)) from error
            except TimeoutError:
                # The server does not answer what it does not permit.
                self._refuse_what_is_not_taken(batch)
                raise

    def _refuse_what_is_not_taken(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if not self._taken.fullmatch(message.subject):
                raise Refused(f"the stream {self._stream} does not take the subject {message.subject}")
            if message.subject.lower() in self._denied:
                raise Refused(f"no permission to publish to {message.subject}")

    async def _publish(self, messages: Sequence[Message]) -> None:
        if len(messages) > 1:
            try:
                await self._publish_batch(messages)
            except _KnownAlready:
                pass  # a crash between the server's answer and our mark
            else:
                return
        await asyncio.gather(*(self._ask(message, {}) for message in messages))

    async def _publish_batch(self, messages: Sequence[Message]) -> None:
        batch_id = new_id().hex
        last = len(messages)
        for number, message in enumerate(messages, start=1):
            headers = {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(number)}
            if number == last:
                headers["Nats-Batch-Commit"] = "1"
            if number in (1, last):
                await self._ask(message, headers)
            else:
                await self._client.publish(message.subject, message.data, headers=self._headers(message, headers))

    def _headers(self, message: Message, more: Mapping[str, str]) -> dict[str, str]:
        return {**message.headers, "Nats-Msg-Id": message.id, "Nats-Expected-Stream": self._stream, **more}

    async def _ask(self, message: Message, more: Mapping[str, str]) -> None:
        headers = self._headers(message, more)
        reply = await self._client.request(message.subject, message.data, timeout=_TIMEOUT, headers=headers)
        # The first message of a batch is answered with nothing.
        error = json.loads(reply.data or b"{}").get("error", {})
        if error.get("err_code") == _DUPLICATE_IN_BATCH:
            raise _KnownAlready
        if error.get("code") == _BAD_REQUEST:
            raise Refused(f"{error.get('description')} ({error.get('err_code')})")
        if error:
            raise ConnectionError(f"{error.get('description')} ({error.get('err_code')})")
