"""Scanners of files: ClamAV by its INSTREAM command (clamd(8)), and none at all where the settings say so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog

from passeport_records.errors import AttachmentInfected, AttachmentUnscannable, ScannerUnavailable
from passeport_records.usecases.attachment_ports import Scan, Scanner

__all__ = ["ClamAv", "NoScanner", "scanner_of"]

_log = structlog.get_logger(__name__)
_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 60.0
_LENGTH = 4


class ClamAv:
    """Implements `passeport_records.usecases.attachment_ports.Scanner` with a clamd that listens on TCP."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    @asynccontextmanager
    async def scan(self) -> AsyncIterator[Scan]:
        """Begins with a file. Raises ScannerUnavailable."""
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                reader, writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as error:
            _log.warning("scanner not reached", because=type(error).__name__)
            raise ScannerUnavailable from None
        # Awaited from the first byte on: one that has enough of a file says so, and hangs up.
        answer = asyncio.create_task(reader.readuntil(b"\0"))
        try:
            writer.write(b"zINSTREAM\0")
            yield _Instream(writer, answer)
        finally:
            answer.cancel()
            writer.close()
            await asyncio.gather(answer, return_exceptions=True)
            with suppress(OSError):
                await writer.wait_closed()


class _Instream:
    def __init__(self, writer: asyncio.StreamWriter, answer: asyncio.Task[bytes]) -> None:
        self._writer = writer
        self._answer = answer

    async def look_at(self, piece: bytes) -> None:
        if self._answer.done():
            await self._judge()
        if piece:
            await self._send(len(piece).to_bytes(_LENGTH, "big") + piece)

    async def finish(self) -> None:
        await self._send(bytes(_LENGTH))
        await self._judge()

    async def _send(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                self._writer.write(data)
                await self._writer.drain()
        except OSError:
            await self._judge()
            raise ScannerUnavailable from None
        except TimeoutError:
            raise ScannerUnavailable from None

    async def _judge(self) -> None:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                answer = await asyncio.shield(self._answer)
        except (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError) as error:
            _log.warning("scanner gave no answer", because=type(error).__name__)
            raise ScannerUnavailable from None
        verdict = answer.rstrip(b"\0").decode("ascii", "replace")
        if verdict.endswith("FOUND"):
            _log.warning("file refused", verdict=verdict)
            raise AttachmentInfected
        if not verdict.endswith(" OK"):
            _log.warning("file not scanned", verdict=verdict)
            raise AttachmentUnscannable


class NoScanner:
    """Implements the port where the settings say that files are not scanned."""

    @asynccontextmanager
    async def scan(self) -> AsyncIterator[Scan]:
        """Begins with a file that nobody looks into."""
        yield _Unseen()


class _Unseen:
    async def look_at(self, piece: bytes) -> None:
        pass

    async def finish(self) -> None:
        pass


def scanner_of(address: str) -> Scanner:
    """The scanner at `clamav://host:port`, or for `none` no scanner. Raises ValueError."""
    if address == "none":
        return NoScanner()
    scheme, _, place = address.partition("://")
    host, _, port = place.rpartition(":")
    if scheme != "clamav" or not host or not port.isdecimal():
        raise ValueError("must be clamav://host:port, for example clamav://clamd:3310, or none")
    return ClamAv(host.strip("[]"), int(port))
