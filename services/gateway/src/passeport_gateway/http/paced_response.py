"""An answer that streams, broken off when nobody reads it at a bearable pace."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager, aclosing

import structlog
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from passeport_gateway.errors import ClientTooSlow
from passeport_gateway.http.pace import Pace, Stopwatch
from passeport_gateway.http.wire import ABORT

__all__ = ["PacedResponse"]

_log = structlog.get_logger(__name__)


class PacedResponse(StreamingResponse):
    """Streams some pieces; the client is given so long for each, and a least rate over all."""

    def __init__(
        self,
        pace: Pace,
        pieces: AsyncGenerator[bytes],
        status: int,
        headers: Mapping[str, str],
        media_type: str,
        *,
        held: AbstractContextManager[object],
    ) -> None:
        """`held` is let go once it is sent, or broken off."""
        super().__init__(pieces, status, headers, media_type)
        self._pieces = pieces
        self._pace = pace
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it. Before a client that is too slow the connection breaks: nobody takes a part for the whole."""
        try:
            await self._send_paced(scope, receive, send)
        except ClientTooSlow as error:
            _log.info("answer broken off", because=type(error).__name__)
            await _break_off(scope, receive)

    async def _send_paced(self, scope: Scope, receive: Receive, send: Send) -> None:
        watch = Stopwatch(self._pace)

        async def paced(message: Message) -> None:
            await watch.wait_for(send(message))
            watch.passed(len(message.get("body", b"")))

        with self._held:
            async with aclosing(self._pieces):
                await super().__call__(scope, receive, paced)


async def _break_off(scope: Scope, receive: Receive) -> None:
    extension = scope.get("extensions", {}).get(ABORT)
    if extension is None:
        raise ClientTooSlow
    extension["abort"]()
    # The connection ends in a moment; an answer that is left before it does would pass for one that was forgotten.
    while (await receive())["type"] != "http.disconnect":
        pass
