"""A scanner that speaks INSTREAM as clamd(8) does, and finds the test string of EICAR in whatever holds it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["EICAR", "Clamd"]

# In two parts, lest a scanner of this machine take the file for an infected one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Listens on loopback; `limit` is its StreamMaxLength, and `answer` what it says instead of a verdict."""

    def __init__(self, limit: int = 25_000_000) -> None:
        self.limit = limit
        self.answer: bytes | None = None
        self.dies = False
        self.port = 0
        self.seen: list[int] = []

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Clamd]:
        self._server = await asyncio.start_server(self._session, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        yield self
        await self.close()

    async def close(self) -> None:
        """Listens no more."""
        self._server.close()
        await self._server.wait_closed()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            writer.write(await self._verdict(reader) + b"\0")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _verdict(self, reader: asyncio.StreamReader) -> bytes:
        content = bytearray()
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(length)
            if len(content) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR"
            if self.dies:
                raise ConnectionError
        self.seen.append(len(content))
        if self.answer is not None:
            return self.answer
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
