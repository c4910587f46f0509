"""Batches of partners: how far a file is, what became of each line, its reports, and its undoing."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import ExitStack
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.feed_service_pb2 import (
    BATCH_STATE_RECEIVED,
    BATCH_STATE_ROLLING_BACK,
    BATCH_STATE_RUNNING,
    REPORT_FORMAT_CSV,
    REPORT_FORMAT_JSON,
    REPORT_FORMAT_JSON_LINES,
    REPORT_FORMAT_OFFICIAL_XML,
    Batch,
    GetBatchReportResponse,
)
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.domain.file_name import attachment
from passeport_gateway.domain.negotiation import best_form
from passeport_gateway.errors import NotAcceptable
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, client_id_of, partner_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PARTNER, Ok, described, json_body
from passeport_gateway.http.pace import Pace
from passeport_gateway.http.paced_response import PacedResponse
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.batches import OUTCOME_NUMBERS, batch_json, item_page
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, PageSize, ResourceId
from passeport_gateway.http.schemas.partners import BatchItemShown, BatchShown, OutcomeName, RollbackAsked
from passeport_gateway.http.schemas.shapes import Page
from passeport_gateway.http.transfers import Transfers

__all__ = ["add_batches"]

_JSON, _XML, _LINES, _CSV = "application/json", "application/xml", "application/jsonl", "text/csv"
# The other name by which clients ask for JSON Lines.
_ND_LINES = "application/x-ndjson"
_FORMS = {
    _JSON: REPORT_FORMAT_JSON,
    _XML: REPORT_FORMAT_OFFICIAL_XML,
    _LINES: REPORT_FORMAT_JSON_LINES,
    _ND_LINES: REPORT_FORMAT_JSON_LINES,
    _CSV: REPORT_FORMAT_CSV,
}
_POLL_SECONDS = {"Retry-After": "1"}
_UNDER_WAY = {BATCH_STATE_RECEIVED, BATCH_STATE_RUNNING, BATCH_STATE_ROLLING_BACK}

Outcomes = Annotated[
    list[OutcomeName] | None, Query(alias="outcome", max_length=6, description="With these outcomes only; may repeat.")
]


class _Batches:
    """What became of the files of partners."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._records = door.services.records
        options = door.options
        self._pace = Pace(options.body_idle_seconds, options.feed_least_rate)
        # Apart from files, so that who sends as much as he may still reads what became of it.
        self._reports = Transfers(options.feed_max_concurrent, options.feed_max_concurrent_per_client)

    async def get_batch(self, request: Request, batch_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, RECORDS)):
            return _answer(await self._records.batch(batch_id))

    async def list_batch_items(
        self,
        request: Request,
        batch_id: ResourceId,
        outcome: Outcomes = None,
        page_size: PageSize = 50,
        cursor: Cursor = "",
    ) -> Response:
        outcomes = [OUTCOME_NUMBERS[name] for name in outcome or ()]
        with use_caller_token(await partner_token(self._door, request, RECORDS)):
            return json_answer(item_page(await self._records.batch_items(batch_id, outcomes, page_size, cursor)))  # type: ignore[arg-type]

    async def roll_back_batch(self, request: Request, batch_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, RECORDS)):
            asked = await read_json(self._door, request, RollbackAsked)
            name_places(request, {"reason": pointer_to("reason")})
            return _answer(await self._records.roll_back_batch(batch_id, asked.reason), 202)

    async def get_batch_report(self, request: Request, batch_id: ResourceId) -> Response:
        form = best_form(request.headers.get("accept", ""), tuple(_FORMS))
        if form is None:
            raise NotAcceptable(metadata={"accepted": ", ".join(_FORMS)})
        token = await partner_token(self._door, request, RECORDS)
        with ExitStack() as held:
            held.enter_context(self._reports.place(client_id_of(token)))
            with use_caller_token(token):
                pieces = self._records.report(batch_id, _FORMS[form])
                # The first piece comes before the status is sent: a refusal still becomes a problem.
                first = await anext(pieces, GetBatchReportResponse())
            headers = {"Content-Disposition": attachment(first.file_name or f"report-{batch_id}"), "Vary": "Accept"}
            chunks = _chunks(first, pieces)
            sent_as = form if form == _ND_LINES else first.media_type or form
            return PacedResponse(self._pace, chunks, 200, headers, sent_as, held=held.pop_all())


def _answer(batch: Batch, status: int = 200) -> Response:
    return json_answer(batch_json(batch), status, _POLL_SECONDS if batch.state in _UNDER_WAY else {})


async def _chunks(first: GetBatchReportResponse, rest: AsyncGenerator[GetBatchReportResponse]) -> AsyncGenerator[bytes]:
    yield first.chunk
    async for piece in rest:
        yield piece.chunk


_TEXT = {"schema": {"type": "string"}}


def add_batches(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Batches(door)
    one = "/partners/v1/batches/{batch_id}"
    app.add_api_route(
        one,
        routes.get_batch,
        **described(
            "Look at a batch",
            "partners",
            Ok(200, BatchShown, examples.BATCH),
            access=PARTNER,
            problems=(404, 422),
            description="While it is being processed, or undone, the answer carries Retry-After.",
        ),
    )
    app.add_api_route(
        f"{one}/items",
        routes.list_batch_items,
        **described(
            "List what became of the lines of a batch",
            "partners",
            Ok(200, Page[BatchItemShown], examples.BATCH_ITEMS),
            access=PARTNER,
            problems=(404, 410, 422),
            description="In the order of the file, while it is being processed too. A line that finds nobody waits "
            "until `wait_until_time` and is tried again; this list and the reports show what became of it since.",
        ),
    )
    app.add_api_route(
        f"{one}/rollback",
        routes.roll_back_batch,
        methods=["POST"],
        **described(
            "Undo a batch as one",
            "partners",
            Ok(202, BatchShown, examples.BATCH_ROLLING_BACK, headers=_POLL_SECONDS),
            access=PARTNER,
            problems=(400, 404, 409, 410, 422),
            body=json_body(RollbackAsked, examples.ROLLBACK),
            description="What it registered is withdrawn, what it changed is as it was before, lines that wait do no "
            "more. What another batch has touched since stays as it is, and its line says so (rule `kept`). Asked "
            "again it does nothing more; the same file may then be sent anew. Needs the scope of its feed. A batch "
            "whose report is no longer kept stands (410).",
        ),
    )
    app.add_api_route(
        f"{one}/report",
        routes.get_batch_report,
        **described(
            "Read the report of a batch that is over",
            "partners",
            Ok(
                200,
                example=examples.REPORT,
                description="Every item with its outcome.",
                headers={"Content-Disposition": attachment(f"{examples.BATCH['file_name']}.rapport.json")},
                also={
                    _XML: _TEXT | {"example": "<?xml version=…"},
                    _LINES: _TEXT | {"example": '{"line":42,"outcome":"accepted","key":"PASSAGE-000042"}\n…'},
                    _CSV: _TEXT | {"example": "line,outcome,key,…"},
                },
            ),
            access=PARTNER,
            problems=(404, 406, 409, 410, 422, 429),
            description="As JSON, as JSON Lines (`application/x-ndjson` is taken for it too), as CSV (RFC 4180), or "
            "for certifications as the official *accusé de traitement* (`application/xml`). It may be read as often as "
            "one likes, for a year where nothing else is set; then it is no longer kept (410).",
        ),
    )
