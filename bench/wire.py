"""A client that costs next to nothing: HTTP/1.1 kept alive on a bare asyncio protocol, for both sides alike.

It reads what uvicorn writes, answers with a Content-Length or in chunks, and nothing more exotic.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import uuid4

from passeport_sandbox.stack.browser import Browser

_END_OF_HEAD = b"\r\n\r\n"


class WireError(Exception):
    """The other side did not answer as was expected."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body, and the head as it came."""

    status: int
    body: bytes
    head: bytes = field(default=b"", compare=False, repr=False)

    def headers(self, name: str) -> list[str]:
        """Give the values of a header, in the order in which they came."""
        lines = (line.partition(":") for line in self.head.decode("latin-1").split("\r\n")[1:])
        return [value.strip() for found, _, value in lines if found.lower() == name.lower()]


def request(method: str, path: str, *, port: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """Write a request once; it is sent as it is, many times."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{port}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method != "GET":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def headers_of(browser: Browser, *, unsafe: bool = False) -> dict[str, str]:
    """Give what a browser that is signed in sends, for this client to send it instead."""
    headers = {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.http.cookies.jar)}
    if unsafe:
        headers |= {"Origin": browser.base_url, "X-CSRF-Token": browser.csrf_token}
        headers["Idempotency-Key"] = f'"{uuid4()}"'
    return headers


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._answer: asyncio.Future[Answer] | None = None

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to a port of this machine."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return connection

    async def ask(self, written: bytes) -> Answer:
        """Send a request and wait for its answer."""
        if self._transport is None or self._transport.is_closing():
            raise WireError("the connection is closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(written)
        return await self._answer

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio tells that we are connected."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio tells that we are not any more."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(WireError(f"the connection was closed before an answer: {exc}"))

    def data_received(self, data: bytes) -> None:
        """Asyncio hands over what has come."""
        self._received += data
        end = self._received.find(_END_OF_HEAD)
        if end < 0 or self._answer is None or self._answer.done():
            return
        head = bytes(self._received[:end])
        try:
            body, rest = _read_body(head.lower(), self._received[end + len(_END_OF_HEAD) :])
        except ValueError as wrong:
            self._answer.set_exception(WireError(str(wrong)))
            return
        if body is None:
            return
        status = int(self._received[9:12])
        self._received = rest
        self._answer.set_result(Answer(status, body, head))


def _read_body(head: bytes, after: bytearray) -> tuple[bytes | None, bytearray]:
    """Give the body, None while it is not all there, and what comes after it."""
    length = _header(head, b"content-length")
    if length is not None:
        size = int(length)
        return (None, after) if len(after) < size else (bytes(after[:size]), after[size:])
    if _header(head, b"transfer-encoding") == b"chunked":
        return _read_chunks(after)
    if head[9:12] in {b"204", b"304"}:
        return b"", after
    raise ValueError("an answer of no known length")


def _read_chunks(after: bytearray) -> tuple[bytes | None, bytearray]:
    body, place = b"", 0
    while True:
        line = after.find(b"\r\n", place)
        if line < 0:
            return None, after
        size = int(after[place:line].partition(b";")[0], 16)
        begin, end = line + 2, line + 2 + size
        if len(after) < end + 2:
            return None, after
        body += after[begin:end]
        place = end + 2
        if size == 0:
            return body, after[place:]


def _header(head: bytes, name: bytes) -> bytes | None:
    place = head.find(b"\r\n" + name + b":")
    if place < 0:
        return None
    begin = place + len(name) + 3
    end = head.find(b"\r\n", begin)
    return head[begin : end if end >= 0 else None].strip()
