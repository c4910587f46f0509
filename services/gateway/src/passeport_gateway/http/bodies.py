"""Bodies of requests: bounded in size and in time, never more of a feed in memory than one piece."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.errors import (
    BodyTooLarge,
    ClientTooSlow,
    ContentEncodingUnsupported,
    MediaTypeUnsupported,
)
from passeport_gateway.http.door import Door
from passeport_gateway.http.json_text import check_json, doubled_key
from passeport_gateway.http.pace import Pace, Stopwatch
from passeport_gateway.http.schemas.shapes import Asked

__all__ = [
    "MERGE_PATCH",
    "body_pieces",
    "check_body_headers",
    "read_body",
    "read_json",
    "read_json_text",
    "type_refused",
    "types_of",
]

MERGE_PATCH = "application/merge-patch+json"
# Large enough to make few messages of a big file, far below the 1 MiB of the contract.
_PIECE = 512 * 1024

M = TypeVar("M", bound=Asked)


def type_refused(request: Request) -> MediaTypeUnsupported:
    """The refusal of a body's type, with the types that the description names for this operation."""
    return MediaTypeUnsupported(metadata={"accepted": ", ".join(types_of(request))})


def types_of(request: Request) -> Iterable[str]:
    """The types of a body that the description names for this operation."""
    content: Mapping[str, object] = request.scope["route"].openapi_extra["requestBody"]["content"]
    return content.keys()


def check_body_headers(request: Request, limit: int, wrapping: int = 0, packed: Collection[str] = ()) -> None:
    """Refuses by the headers alone what is compressed or announced as too large, before a byte of it is read.

    `wrapping` is what may come around the content, which the limit is about; `packed` names the ways of compressing it
    that whoever gets the body can undo.
    """
    headers = request.headers
    if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity", *packed}:
        raise ContentEncodingUnsupported(metadata={"accepted": ", ".join((*packed, "identity"))})
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit + wrapping:
        raise BodyTooLarge(metadata={"limit": str(limit)})


async def _received(request: Request, limit: int, pace: Pace, wrapping: int = 0) -> AsyncGenerator[bytes]:
    """What comes, as it comes. Raises BodyTooLarge, ClientTooSlow, ClientDisconnect."""
    size = 0
    watch = Stopwatch(pace)
    while True:
        message = await watch.wait_for(request.receive())
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        piece: bytes = message.get("body", b"")
        size += len(piece)
        watch.passed(len(piece))
        if size > limit + wrapping:
            raise BodyTooLarge(metadata={"limit": str(limit)})
        if piece:
            yield piece
        if not message.get("more_body", False):
            return


async def body_pieces(request: Request, limit: int, pace: Pace) -> AsyncGenerator[bytes]:
    """The body in pieces of a good size for a message; its headers were checked."""
    gathered = bytearray()
    async with aclosing(_received(request, limit, pace)) as received:
        async for piece in received:
            gathered += piece
            while len(gathered) >= _PIECE:
                yield bytes(gathered[:_PIECE])
                del gathered[:_PIECE]
    if gathered:
        yield bytes(gathered)


async def read_body(door: Door, request: Request, limit: int, wrapping: int = 0) -> bytes:
    """The whole body; `wrapping` is what may come around the content, which the limit is about."""
    options = door.options
    check_body_headers(request, limit, wrapping)
    try:
        # In all, not between pieces only: a body that trickles in holds a place that others wait for.
        async with asyncio.timeout(options.body_seconds):
            pace = Pace(options.body_idle_seconds)
            async with aclosing(_received(request, limit, pace, wrapping)) as received:
                return b"".join([piece async for piece in received])
    except TimeoutError:
        raise ClientTooSlow from None


async def read_json(door: Door, request: Request, model: type[M]) -> M:
    """The body as a model. Raises MediaTypeUnsupported, JsonInvalid, RequestValidationError."""
    body = await read_json_text(door, request)
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError([_told(fault) for fault in error.errors(include_url=False)]) from None


async def read_json_text(door: Door, request: Request) -> bytes:
    """The body as it came, known to be JSON. Raises MediaTypeUnsupported, JsonInvalid, RequestValidationError."""
    if media_type(request.headers.get("content-type", "")) not in types_of(request):
        raise type_refused(request)
    body = await read_body(door, request, door.options.json_max_bytes)
    check_json(body)
    doubled = doubled_key(body)
    if doubled is not None:
        raise RequestValidationError([{"type": "duplicate_key", "loc": ("body", *doubled)}])
    return body


def _told(fault: Mapping[str, Any]) -> dict[str, object]:
    """A fault of a body, without what was sent."""
    kind = fault["type"]
    if kind == "literal_error" and not isinstance(fault["input"], str):
        # Of what is no text the words to choose from are not the first thing to say.
        kind = "string_type"
    return {"type": kind, "loc": ("body", *fault["loc"]), "ctx": fault.get("ctx", {})}
