"""Disputes of partners: who contests what their organisation sent, and what it answers."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.dispute_service_pb2 import (
    DISPUTE_STATE_ACCEPTED,
    DISPUTE_STATE_REFUSED,
    DisputeState,
    SourceDispute,
)
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.domain.preconditions import matching_etag, quoted_etag
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, partner_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PARTNER, Ok, described, json_body
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.disputes import source_dispute_json, source_dispute_page
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, PageSize, ResourceId
from passeport_gateway.http.routes.records import IF_MATCH
from passeport_gateway.http.schemas.disputes import AnswerAsked, SourceDisputeShown
from passeport_gateway.http.schemas.shapes import Page

__all__ = ["add_source_disputes"]

_PATH = "/partners/v1/disputes"
_SCOPE = "disputes:answer"


class _SourceDisputes:
    """What a source is to answer."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._records = door.services.records

    async def list_source_disputes(
        self,
        request: Request,
        open_only: Annotated[bool, Query(description="Without those that ended.")] = False,
        cursor: Cursor = "",
        page_size: PageSize = 50,
    ) -> Response:
        with use_caller_token(await partner_token(self._door, request, RECORDS)):
            page = await self._records.source_disputes(page_size, cursor, open_only=open_only)
        return json_answer(source_dispute_page(page))

    async def get_source_dispute(self, request: Request, dispute_id: ResourceId) -> Response:
        with use_caller_token(await partner_token(self._door, request, RECORDS)):
            return _answer(await self._records.source_dispute(dispute_id))

    async def accept_dispute(self, request: Request, dispute_id: ResourceId) -> Response:
        return await self._decide(request, dispute_id, DISPUTE_STATE_ACCEPTED)

    async def refuse_dispute(self, request: Request, dispute_id: ResourceId) -> Response:
        return await self._decide(request, dispute_id, DISPUTE_STATE_REFUSED)

    async def _decide(self, request: Request, dispute_id: str, state: DisputeState) -> Response:
        with use_caller_token(await partner_token(self._door, request, RECORDS)):
            etag = matching_etag(request.headers.get("if-match"))
            asked = await read_json(self._door, request, AnswerAsked)
            name_places(request, {"answer": pointer_to("answer")})
            return _answer(await self._records.answer_dispute(dispute_id, etag, state, asked.answer))


def _answer(dispute: SourceDispute) -> Response:
    return json_answer(source_dispute_json(dispute), 200, {"ETag": quoted_etag(dispute.dispute.etag)})


def add_source_disputes(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _SourceDisputes(door)
    one = f"{_PATH}/{{dispute_id}}"
    read = Ok(
        200,
        SourceDisputeShown,
        examples.SOURCE_DISPUTE,
        headers={"ETag": quoted_etag(examples.SOURCE_DISPUTE["etag"])},
    )
    app.add_api_route(
        _PATH,
        routes.list_source_disputes,
        **described(
            "List who contests what your organisation sent",
            "partners",
            Ok(200, Page[SourceDisputeShown], examples.SOURCE_DISPUTE_PAGE),
            access=PARTNER,
            scope=_SCOPE,
            problems=(422,),
            description="The newest first, without what the holders wrote; each of them reads that you saw it. Of all "
            "establishments of your SIREN; an employer sees what is contested of its contracts, whoever sent them.",
        ),
    )
    app.add_api_route(
        one,
        routes.get_source_dispute,
        **described(
            "Read a dispute",
            "partners",
            read,
            access=PARTNER,
            scope=_SCOPE,
            problems=(404, 422),
            description="With what the holder wrote, and the entry. He knows from then on that it was read. No name "
            "is given: batch, line and your own key tell whom it is about.",
        ),
    )
    for what, endpoint, summary, example, more in (
        (
            "acceptance",
            routes.accept_dispute,
            "Say that the holder is right",
            examples.SOURCE_DISPUTE_ACCEPTED,
            "The entry stays as it is until a line of your feed corrects it or takes it back: that ends the dispute.",
        ),
        (
            "refusal",
            routes.refuse_dispute,
            "Say why the entry is right",
            examples.SOURCE_DISPUTE_REFUSED,
            "It ends the dispute; the holder reads the reason.",
        ),
    ):
        app.add_api_route(
            f"{one}/{what}",
            endpoint,
            methods=["POST"],
            **described(
                summary,
                "partners",
                Ok(200, SourceDisputeShown, example, headers={"ETag": quoted_etag(example["etag"])}),
                access=PARTNER,
                scope=_SCOPE,
                problems=(400, 404, 409, 412, 422, 428),
                body=json_body(AnswerAsked, examples.ANSWER_ASKED),
                headers=[IF_MATCH],
                description=f"{more} The same answer again changes nothing.",
            ),
        )
