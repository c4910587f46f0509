"""The official import of the passeport de prévention: a file streams through, its lines with their outcomes back."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import ExitStack
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.prevention.v1.import_service_pb2 import (
    IMPORT_RESULT_FORMAT_CSV,
    IMPORT_RESULT_FORMAT_JSON_LINES,
    IMPORT_STATE_RECEIVED,
    IMPORT_STATE_RUNNING,
    GetImportResultResponse,
    Import,
)
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import Place
from passeport_gateway.domain.file_name import IMPORT_NAME_RULE, attachment, file_name_of
from passeport_gateway.domain.negotiation import best_form, media_type
from passeport_gateway.domain.sizes import size_in_words
from passeport_gateway.errors import NotAcceptable
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PREVENTION, client_id_of, partner_token
from passeport_gateway.http.bodies import body_pieces, check_body_headers, type_refused, types_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PARTNER, Header, Ok, described
from passeport_gateway.http.pace import Pace
from passeport_gateway.http.paced_response import PacedResponse
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.imports import import_json, import_line_page
from passeport_gateway.http.render.prevention import DECLARANT_NUMBERS
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, PageSize, ResourceId
from passeport_gateway.http.schemas.prevention import ImportLineShown, ImportShown, PartnerDeclarant
from passeport_gateway.http.schemas.shapes import Page
from passeport_gateway.http.transfers import Transfers

__all__ = ["add_imports"]

_LINES, _ND_LINES, _CSV = "application/jsonl", "application/x-ndjson", "text/csv"
_FORMS = {
    _LINES: IMPORT_RESULT_FORMAT_JSON_LINES,
    # The other name by which clients ask for JSON Lines.
    _ND_LINES: IMPORT_RESULT_FORMAT_JSON_LINES,
    _CSV: IMPORT_RESULT_FORMAT_CSV,
}
_POLL_SECONDS = {"Retry-After": "1"}
_UNDER_WAY = {IMPORT_STATE_RECEIVED, IMPORT_STATE_RUNNING}
_SCOPE = "prevention:declare"

FileName = Annotated[
    str | None,
    Query(description=f"Name of the file, {IMPORT_NAME_RULE}; may be given by Content-Disposition instead."),
]
As = Annotated[PartnerDeclarant, Query(description="In which capacity you declare.")]


class _Imports:
    """Files of partners, and what became of their lines."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._prevention = door.services.prevention
        options = door.options
        self._pace = Pace(options.body_idle_seconds, options.feed_least_rate)
        self._files = Transfers(options.feed_max_concurrent, options.feed_max_concurrent_per_client)
        self._results = Transfers(options.feed_max_concurrent, options.feed_max_concurrent_per_client)

    async def send_import(self, request: Request, declarant: As, file_name: FileName = None) -> Response:
        options = self._door.options
        check_body_headers(request, options.feed_max_bytes)
        token = await partner_token(self._door, request, PREVENTION)
        with use_caller_token(token), self._files.place(client_id_of(token)):
            sent = media_type(request.headers.get("content-type", ""))
            if sent and sent not in types_of(request):
                raise type_refused(request)
            name_places(request, {"header.declarant": Place("parameter", "declarant")})
            name = file_name_of(request.headers.get("content-disposition"), file_name)
            pieces = body_pieces(request, options.feed_max_bytes, self._pace)
            received = await self._prevention.submit_import(name, DECLARANT_NUMBERS[declarant], pieces)  # type: ignore[arg-type]
        return _answer(received, 202)

    async def get_import(self, request: Request, import_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            return _answer(await self._prevention.one_import(import_id))

    async def list_import_lines(
        self, request: Request, import_id: ResourceId, page_size: PageSize = 50, cursor: Cursor = ""
    ) -> Response:
        with use_caller_token(await partner_token(self._door, request, PREVENTION)):
            return json_answer(import_line_page(await self._prevention.import_lines(import_id, page_size, cursor)))

    async def get_import_result(self, request: Request, import_id: ResourceId) -> Response:
        form = best_form(request.headers.get("accept", ""), tuple(_FORMS))
        if form is None:
            raise NotAcceptable(metadata={"accepted": ", ".join(_FORMS)})
        token = await partner_token(self._door, request, PREVENTION)
        with ExitStack() as held:
            held.enter_context(self._results.place(client_id_of(token)))
            with use_caller_token(token):
                pieces = self._prevention.import_result(import_id, _FORMS[form])
                # The first piece comes before the status is sent: a refusal still becomes a problem.
                first = await anext(pieces, GetImportResultResponse())
            headers = {"Content-Disposition": attachment(first.file_name or f"import-{import_id}"), "Vary": "Accept"}
            sent_as = form if form == _ND_LINES else first.media_type or form
            return PacedResponse(self._pace, _chunks(first, pieces), 200, headers, sent_as, held=held.pop_all())


def _answer(found: Import, status: int = 200) -> Response:
    headers = _POLL_SECONDS if found.state in _UNDER_WAY else {}
    if status == 202:
        headers = headers | {"Location": f"/partners/v1/prevention/imports/{found.id}"}
    return json_answer(import_json(found), status, headers)


async def _chunks(
    first: GetImportResultResponse, rest: AsyncGenerator[GetImportResultResponse]
) -> AsyncGenerator[bytes]:
    yield first.chunk
    async for piece in rest:
        yield piece.chunk


_TEXT = {"schema": {"type": "string"}}
_BODY = {
    "required": True,
    "content": {
        media: {"schema": {"type": "string", "format": "binary"}, "example": "ID_DECLARATION|REFERENCE_DECLARATION|…"}
        for media in ("text/csv", "application/octet-stream")
    },
}
_DISPOSITION = Header(
    "Content-Disposition",
    False,
    f"Name of the file, {IMPORT_NAME_RULE}, unless `file_name` gives it.",
    'attachment; filename="formations.csv"',
)


def add_imports(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Imports(door)
    most = size_in_words(door.options.feed_max_bytes, "en")
    every, one = "/partners/v1/prevention/imports", "/partners/v1/prevention/imports/{import_id}"
    location = {"Location": f"{every}/{examples.IMPORT['id']}"}
    app.add_api_route(
        every,
        routes.send_import,
        methods=["POST"],
        **described(
            "Send a file of the official import of trainings («import en masse»)",
            "partners",
            Ok(202, ImportShown, examples.IMPORT_RECEIVED, headers=location | _POLL_SECONDS),
            access=PARTNER,
            scope=_SCOPE,
            problems=(400, 408, 409, 422, 429),
            body=_BODY,
            headers=[_DISPOSITION],
            description=f"The body is the file itself (UTF-8, `|`), at most {most}: attestations in 20 columns or "
            "justificatifs in 29, as the official guides give them. A file that breaks a global rule (name, encoding, "
            "header) is refused and nothing of it is kept; any other line at fault is told, and the others are kept. "
            "The same file sent again under the same name gives the same import; a line whose ID_UNIQUE_PARTENAIRE "
            "was used before changes nothing, for ever.",
        ),
    )
    app.add_api_route(
        one,
        routes.get_import,
        **described(
            "Look at an import",
            "partners",
            Ok(200, ImportShown, examples.IMPORT),
            access=PARTNER,
            scope=_SCOPE,
            problems=(404, 422),
            description="While it is being processed the answer carries Retry-After; `lines_done` of `lines` say "
            "how far it is.",
        ),
    )
    app.add_api_route(
        f"{one}/lines",
        routes.list_import_lines,
        **described(
            "List what became of the lines of an import",
            "partners",
            Ok(200, Page[ImportLineShown], examples.IMPORT_LINES),
            access=PARTNER,
            scope=_SCOPE,
            problems=(404, 410, 422),
            description="In the order of the file, while it is being processed too. A line that breaks several rules "
            "is there once for each. A year after it was over they are no longer kept (`result_expired`).",
        ),
    )
    app.add_api_route(
        f"{one}/result",
        routes.get_import_result,
        **described(
            "Read what became of the lines of an import as one file",
            "partners",
            Ok(
                200,
                example='{"line":2,"outcome":"declared","declaration_id":"SST-2026-09-A"}\n…',
                media=_LINES,
                description="Every line with its outcome.",
                headers={"Content-Disposition": attachment(f"{examples.IMPORT['file_name']}.resultat.jsonl")},
                also={_CSV: _TEXT | {"example": "line,outcome,declaration_id,…"}},
            ),
            access=PARTNER,
            scope=_SCOPE,
            problems=(404, 406, 410, 422, 429),
            description="As JSON Lines (`application/x-ndjson` is taken for it too) or as CSV (RFC 4180).",
        ),
    )
