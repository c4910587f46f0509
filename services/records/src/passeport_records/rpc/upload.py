"""The stream that brings a file: header, chunks, and the end that tells a whole file from one that was cut off."""

from __future__ import annotations

from collections.abc import AsyncIterator

from passeport.records.v1 import attachment_service_pb2 as attachment_pb
from passeport.records.v1 import feed_service_pb2 as pb
from passeport_chassis.errors import FieldViolation
from passeport_records.errors import FieldInvalid

__all__ = ["read_chunks", "read_header"]

Parts = AsyncIterator[pb.SubmitBatchRequest]
_AnyParts = AsyncIterator[pb.SubmitBatchRequest | attachment_pb.AddAttachmentRequest]


async def read_header(parts: Parts) -> pb.BatchHeader:
    """The header, which comes first. Raises FieldInvalid."""
    first = await anext(parts, None)
    if first is None or first.WhichOneof("part") != "header":
        raise FieldInvalid(FieldViolation("header", "is required, before any chunk", "REQUIRED"))
    return first.header


async def read_chunks(parts: _AnyParts, *, closing: bool) -> AsyncIterator[bytes]:
    """The bytes of the file. Raises FieldInvalid when the stream is not whole: nothing of it may be kept then.

    The runtime ends the stream of a cancelled call as if it were whole, and tells of the cancellation a moment later.
    `closing` is whether the client announced an end; one that is older than the end never sends any, and where its
    stream stops the file is taken to end, as before.
    """
    size = 0
    async for part in parts:
        match part.WhichOneof("part"):
            case "chunk":
                size += len(part.chunk)
                yield part.chunk
            case "end":
                await _check_end(part.end, size, parts)
                return
            case _:
                raise FieldInvalid(FieldViolation("header", "is given once, before the chunks", "REPEATED"))
    if closing:
        raise FieldInvalid(FieldViolation("end", "is required after the last chunk: the file was cut off", "REQUIRED"))


async def _check_end(end: pb.BatchEnd | attachment_pb.AttachmentEnd, size: int, parts: _AnyParts) -> None:
    if end.size_bytes != size:
        raise FieldInvalid(
            FieldViolation("end.size_bytes", f"must be the bytes of all chunks together, which are {size}", "SIZE")
        )
    if await anext(parts, None) is not None:
        raise FieldInvalid(FieldViolation("end", "must be the last part of the stream", "LAST"))
