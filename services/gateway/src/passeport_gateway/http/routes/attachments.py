"""Files of entries: attached, listed, downloaded by their holder alone, deleted."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import ExitStack
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.attachment_service_pb2 import ReadAttachmentResponse
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import Place
from passeport_gateway.domain.file_name import FILE_NAME_RULE, attachment, file_name_of
from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.domain.preconditions import quoted_etag
from passeport_gateway.domain.sizes import size_in_words
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, client_id_of, holder_token
from passeport_gateway.http.bodies import body_pieces, check_body_headers, type_refused, types_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Header, Ok, described
from passeport_gateway.http.pace import Pace
from passeport_gateway.http.paced_response import PacedResponse
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.attachments import attachment_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.attachments import AttachmentShown, AttachmentsShown
from passeport_gateway.http.transfers import Transfers

__all__ = ["add_attachments"]

FileName = Annotated[
    str | None,
    Query(description=f"Name of the file, {FILE_NAME_RULE}; may be given by Content-Disposition instead."),
]
_ONE = "/api/v1/passport/records/{entry_id}/attachments"
# Whatever a file holds, and wherever it is opened: nothing in it runs, and it is of no origin.
_LOCKED_UP = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_PDF = "application/pdf"
_TYPES = (_PDF, "image/jpeg", "image/png", "image/webp")
_IN_ALL, _EACH = 32, 4


class _Attachments:
    """Files of entries."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._records = door.services.records
        self._pace = Pace(door.options.body_idle_seconds, door.options.feed_least_rate)
        self._transfers = Transfers(_IN_ALL, _EACH)

    async def add_attachment(self, request: Request, entry_id: ResourceId, file_name: FileName = None) -> Response:
        limit = self._door.options.document_max_bytes
        check_body_headers(request, limit)
        token = await holder_token(self._door, request, RECORDS)
        with use_caller_token(token), self._transfers.place(client_id_of(token)):
            if media_type(request.headers.get("content-type", "")) not in types_of(request):
                raise type_refused(request)
            if file_name is None:
                name_places(request, {"header.file_name": Place("header", "Content-Disposition")})
            name = file_name_of(request.headers.get("content-disposition"), file_name)
            made = await self._records.add_attachment(entry_id, name, body_pieces(request, limit, self._pace))
        location = {"Location": f"{_ONE.format(entry_id=made.entry_id)}/{made.id}"}
        return json_answer(attachment_json(made), 201, location)

    async def list_attachments(self, request: Request, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            found = await self._records.attachments(entry_id)
        return json_answer({"items": [attachment_json(one) for one in found]})

    async def get_attachment(self, request: Request, entry_id: ResourceId, attachment_id: ResourceId) -> Response:
        token = await holder_token(self._door, request, RECORDS)
        with ExitStack() as held:
            held.enter_context(self._transfers.place(client_id_of(token)))
            with use_caller_token(token):
                parts = self._records.attachment(entry_id, attachment_id)
                # What it is comes before the status is sent: a refusal still becomes a problem.
                what = (await anext(parts)).attachment
            headers = {
                "Content-Disposition": attachment(what.file_name),
                "Content-Length": str(what.size),
                "Content-Security-Policy": _LOCKED_UP,
                "ETag": quoted_etag(what.sha256),
            }
            return PacedResponse(self._pace, _chunks(parts), 200, headers, what.media_type, held=held.pop_all())

    async def delete_attachment(self, request: Request, entry_id: ResourceId, attachment_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            await self._records.delete_attachment(entry_id, attachment_id)
        return Response(status_code=204)


async def _chunks(parts: AsyncGenerator[ReadAttachmentResponse]) -> AsyncGenerator[bytes]:
    async for part in parts:
        yield part.chunk


def add_attachments(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Attachments(door)
    most = size_in_words(door.options.document_max_bytes, "en")
    example = examples.ATTACHMENT
    location = f"{_ONE.format(entry_id=example['entry_id'])}/{example['id']}"
    disposition = Header(
        "Content-Disposition",
        False,
        f"Name of the file, {FILE_NAME_RULE}, unless `file_name` gives it.",
        'attachment; filename="diplome.pdf"',
    )
    binary = {"type": "string", "format": "binary"}
    files = {of: {"schema": binary, "example": "%PDF-1.7 …" if of == _PDF else "(bytes)"} for of in _TYPES}
    app.add_api_route(
        _ONE,
        routes.add_attachment,
        methods=["POST"],
        **described(
            "Attach a file to a declared entry",
            "passport",
            Ok(201, AttachmentShown, example, headers={"Location": location}),
            unsafe=True,
            problems=(400, 404, 408, 409, 422, 429),
            body={"required": True, "content": files},
            headers=[disposition],
            description=f"The body is the file itself: PDF, JPEG, PNG or WebP, told by its bytes, at most {most} or "
            "what this installation takes. It is scanned; what is harmful or cannot be scanned is refused, and nothing "
            "of it is kept. The same bytes sent again give the same attachment, under the name that they have now. An "
            "entry has 5 at most where nothing else is set. Nobody but the holder ever reads it, and no publication "
            "has it.",
        ),
    )
    app.add_api_route(
        _ONE,
        routes.list_attachments,
        **described(
            "List the files of an entry",
            "passport",
            Ok(200, AttachmentsShown, {"items": [example]}),
            problems=(404, 422),
        ),
    )
    one = f"{_ONE}/{{attachment_id}}"
    app.add_api_route(
        one,
        routes.get_attachment,
        **described(
            "Download a file of an entry",
            "passport",
            Ok(
                200,
                example="%PDF-1.7 …",
                media=_PDF,
                description="The file, under the type that its bytes tell, to be saved and not shown.",
                headers={"Content-Disposition": attachment(example["file_name"])},
            ),
            problems=(404, 422, 429),
        ),
    )
    app.add_api_route(
        one,
        routes.delete_attachment,
        methods=["DELETE"],
        **described(
            "Delete a file of an entry",
            "passport",
            Ok(204, description="It is gone for good."),
            unsafe=True,
            problems=(404, 422),
        ),
    )
