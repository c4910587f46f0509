"""Records: files of entries."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.empty_pb2 import Empty

from fakes.refusals import refusal
from passeport.records.v1.attachment_service_pb2 import Attachment, ListAttachmentsResponse, ReadAttachmentResponse
from passeport.records.v1.attachment_service_pb2_grpc import AttachmentServiceServicer
from passeport_chassis.errors import FieldViolation, Kind
from passeport_chassis.ids import new_id

__all__ = ["DOMAIN", "FakeAttachments", "check_file_name"]

DOMAIN = "records.passeport"


def check_file_name(name: str) -> None:
    if not 1 <= len(name) <= 200:
        fault = FieldViolation("header.file_name", "must have 1 to 200 characters", "LENGTH")
        raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))
    if set(name) & set('/\\<>:"|?*\n\t'):
        told = 'must not hold / \\ < > : " | ? * nor a line break'
        fault = FieldViolation("header.file_name", told, "CHARACTER")
        raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN, violations=(fault,))


@dataclass(slots=True)
class FakeAttachments(AttachmentServiceServicer):
    attached: dict[str, tuple[Attachment, bytes]] = field(default_factory=dict)
    abandoned: int = 0
    largest_piece: int = 0

    def _mine(self, entry_id: str) -> Any:
        raise AssertionError(f"whose entry {entry_id} is, the fake of records knows")

    async def AddAttachment(self, request_iterator: AsyncIterator[Any], context: Any) -> Attachment:
        header = (await anext(request_iterator)).header
        self._mine(header.entry_id)
        check_file_name(header.file_name)
        content, whole = bytearray(), False
        async for part in request_iterator:
            if part.HasField("end"):
                whole = part.end.size_bytes == len(content)
                break
            self.largest_piece = max(self.largest_piece, len(part.chunk))
            content += part.chunk
        if not whole:
            self.abandoned += 1
            raise refusal(Kind.INVALID, "FIELD_INVALID", DOMAIN)
        if not content.startswith(b"%PDF"):
            raise refusal(Kind.INVALID, "ATTACHMENT_TYPE_UNSUPPORTED", DOMAIN, accepted="application/pdf")
        made = Attachment(
            id=str(new_id()),
            entry_id=header.entry_id,
            file_name=header.file_name,
            media_type="application/pdf",
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        made.create_time.FromSeconds(1_795_000_000)
        self.attached[made.id] = (made, bytes(content))
        return made

    def _attached(self, request: Any) -> tuple[Attachment, bytes]:
        self._mine(request.entry_id)
        found = self.attached.get(request.id)
        if found is None:
            raise refusal(Kind.NOT_FOUND, "ATTACHMENT_NOT_FOUND", DOMAIN, id=request.id)
        return found

    async def ListAttachments(self, request: Any, context: Any) -> ListAttachmentsResponse:
        self._mine(request.entry_id)
        return ListAttachmentsResponse(attachments=[what for what, _ in self.attached.values()])

    async def ReadAttachment(self, request: Any, context: Any) -> AsyncIterator[ReadAttachmentResponse]:
        what, content = self._attached(request)
        yield ReadAttachmentResponse(attachment=what)
        for start in range(0, len(content), 50_000):
            yield ReadAttachmentResponse(chunk=content[start : start + 50_000])

    async def DeleteAttachment(self, request: Any, context: Any) -> Empty:
        self._attached(request)
        del self.attached[request.id]
        return Empty()
