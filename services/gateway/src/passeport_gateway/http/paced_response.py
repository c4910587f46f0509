"""An answer that streams, broken off when nobody reads it at a bearable pace."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager, aclosing

from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from passeport_gateway.http.pace import Pace, Stopwatch

__all__ = ["PacedResponse"]


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
        """Sends it. Raises ClientTooSlow in the middle, which breaks the connection."""
        watch = Stopwatch(self._pace)

        async def paced(message: Message) -> None:
            await watch.wait_for(send(message))
            watch.passed(len(message.get("body", b"")))

        with self._held:
            async with aclosing(self._pieces):
                await super().__call__(scope, receive, paced)
