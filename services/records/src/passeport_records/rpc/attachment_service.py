"""AttachmentService: the holder attaches files to what he declares, reads and deletes them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from google.protobuf import empty_pb2

from passeport.records.v1 import attachment_service_pb2 as pb
from passeport.records.v1 import attachment_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_records.errors import AttachmentNotFound, AttachmentsOff, FieldInvalid
from passeport_records.rpc import parse, render
from passeport_records.rpc.callers import calling_holder
from passeport_records.rpc.upload import read_chunks
from passeport_records.usecases.add_attachment import add_attachment
from passeport_records.usecases.attachment_ports import AttachmentTools
from passeport_records.usecases.ports import OpenWork
from passeport_records.usecases.read_attachments import delete_attachment, list_attachments, read_attachment

__all__ = ["AttachmentServicer"]


class AttachmentServicer(attachment_service_pb2_grpc.AttachmentServiceServicer):
    """Serves passeport.records.v1.AttachmentService."""

    def __init__(self, open_work: OpenWork, tools: AttachmentTools | None, clock: Clock) -> None:
        """Without `tools` this installation keeps no files."""
        self._open_work = open_work
        self._given = tools
        self._clock = clock

    @property
    def _tools(self) -> AttachmentTools:
        if self._given is None:
            raise AttachmentsOff
        return self._given

    async def AddAttachment(  # noqa: N802
        self, request_iterator: AsyncIterator[pb.AddAttachmentRequest], context: Any
    ) -> pb.Attachment:
        """Attaches a file."""
        tools = self._tools
        parts = aiter(request_iterator)
        first = await anext(parts, None)
        if first is None or first.WhichOneof("part") != "header":
            raise FieldInvalid(FieldViolation("header", "is required, before any chunk", "REQUIRED"))
        attachment = await add_attachment(
            self._open_work,
            tools,
            self._clock,
            person_id=calling_holder(),
            entry_id=parse.entry_id(first.header.entry_id),
            file_name=first.header.file_name,
            chunks=read_chunks(parts, closing=True),
        )
        return render.attachment(attachment)

    async def ListAttachments(  # noqa: N802
        self, request: pb.ListAttachmentsRequest, context: Any
    ) -> pb.ListAttachmentsResponse:
        """Lists the files of an entry."""
        found = await list_attachments(
            self._open_work, self._clock, person_id=calling_holder(), entry_id=parse.entry_id(request.entry_id)
        )
        return pb.ListAttachmentsResponse(attachments=[render.attachment(one) for one in found])

    async def ReadAttachment(  # noqa: N802
        self, request: pb.ReadAttachmentRequest, context: Any
    ) -> AsyncIterator[pb.ReadAttachmentResponse]:
        """Streams a file."""
        attachment, pieces = await read_attachment(
            self._open_work,
            self._tools,
            self._clock,
            person_id=calling_holder(),
            entry_id=parse.entry_id(request.entry_id),
            attachment_id=_attachment_id(request.id),
        )
        yield pb.ReadAttachmentResponse(attachment=render.attachment(attachment))
        async for piece in pieces:
            yield pb.ReadAttachmentResponse(chunk=piece)

    async def DeleteAttachment(  # noqa: N802
        self, request: pb.DeleteAttachmentRequest, context: Any
    ) -> empty_pb2.Empty:
        """Deletes a file."""
        await delete_attachment(
            self._open_work,
            self._tools,
            self._clock,
            person_id=calling_holder(),
            entry_id=parse.entry_id(request.entry_id),
            attachment_id=_attachment_id(request.id),
        )
        return empty_pb2.Empty()


def _attachment_id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise AttachmentNotFound(text[:36])
    return found
