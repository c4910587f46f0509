"""«C'est faux»: the holder contests a guaranteed entry, reads what became of it, and may give it up."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.dispute_service_pb2 import Dispute
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.domain.preconditions import idempotency_key, matching_etag, quoted_etag
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, holder_token
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import Ok, described, json_body
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.disputes import GROUND_NUMBERS, dispute_json, dispute_page
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, PageSize, ResourceId
from passeport_gateway.http.routes.records import IDEMPOTENCY_KEY, IF_MATCH
from passeport_gateway.http.schemas.disputes import DisputeAsked, DisputeShown
from passeport_gateway.http.schemas.shapes import Page

__all__ = ["add_disputes"]

_PATH = "/api/v1/passport/disputes"
_OF_ENTRY = "/api/v1/passport/records/{entry_id}/disputes"


class _Disputes:
    """What the holder contests."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._records = door.services.records

    async def open_dispute(self, request: Request, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            key = idempotency_key(request.headers.get("idempotency-key"))
            asked = await read_json(self._door, request, DisputeAsked)
            name_places(request, {name: pointer_to(name) for name in ("ground", "text")})
            ground: Any = GROUND_NUMBERS[asked.ground]
            return _answer(request, await self._records.open_dispute(entry_id, ground, asked.text, key), 201)

    async def list_disputes_of_record(
        self, request: Request, entry_id: ResourceId, cursor: Cursor = "", page_size: PageSize = 50
    ) -> Response:
        return await self._list(request, entry_id, page_size, cursor)

    async def list_disputes(self, request: Request, cursor: Cursor = "", page_size: PageSize = 50) -> Response:
        return await self._list(request, "", page_size, cursor)

    async def get_dispute(self, request: Request, dispute_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            return _answer(request, await self._records.dispute(dispute_id))

    async def take_back_dispute(self, request: Request, dispute_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            etag = matching_etag(request.headers.get("if-match"))
            return _answer(request, await self._records.take_back_dispute(dispute_id, etag))

    async def _list(self, request: Request, entry_id: str, page_size: int, cursor: str) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            page = await self._records.disputes(entry_id, page_size, cursor)
        return json_answer(dispute_page(page, language_of(request)), 200, _language(request))


def _language(request: Request) -> dict[str, str]:
    return {"Content-Language": language_of(request), "Vary": "Accept-Language"}


def _answer(request: Request, dispute: Dispute, status: int = 200) -> Response:
    headers = {"ETag": quoted_etag(dispute.etag)} | _language(request)
    if status == 201:
        headers["Location"] = f"{_PATH}/{dispute.id}"
    return json_answer(dispute_json(dispute, language_of(request)), status, headers)


def add_disputes(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Disputes(door)
    version = {"ETag": quoted_etag(examples.DISPUTE["etag"])}
    app.add_api_route(
        _OF_ENTRY,
        routes.open_dispute,
        methods=["POST"],
        **described(
            "Tell the source of an entry that it is wrong",
            "passport",
            Ok(
                201,
                DisputeShown,
                examples.DISPUTE,
                headers=version | {"Location": f"{_PATH}/{examples.DISPUTE['id']}"},
            ),
            unsafe=True,
            problems=(400, 404, 409, 422),
            body=json_body(DisputeAsked, examples.DISPUTE_ASKED),
            headers=[IDEMPOTENCY_KEY],
            description="Of guaranteed entries that still hold; what the holder declared he changes himself. The entry "
            "is `contested` until the source corrects it, takes it back or says why it is right, or the holder gives "
            "it up. It has until `due_date`: three months for a certifier (Code du travail, R6113-17-2). An entry is "
            "contested once at a time.",
        ),
    )
    app.add_api_route(
        _OF_ENTRY,
        routes.list_disputes_of_record,
        **described(
            "List the disputes of an entry",
            "passport",
            Ok(200, Page[DisputeShown], examples.DISPUTE_PAGE),
            problems=(404, 422),
            description="The newest first.",
        ),
    )
    app.add_api_route(
        _PATH,
        routes.list_disputes,
        **described(
            "List all disputes of the holder",
            "passport",
            Ok(200, Page[DisputeShown], examples.DISPUTE_PAGE),
            problems=(422,),
            description="The newest first.",
        ),
    )
    one = f"{_PATH}/{{dispute_id}}"
    app.add_api_route(
        one,
        routes.get_dispute,
        **described(
            "Read a dispute",
            "passport",
            Ok(200, DisputeShown, examples.DISPUTE_SEEN, headers={"ETag": quoted_etag(examples.DISPUTE_SEEN["etag"])}),
            problems=(404, 422),
            description="`told` says what became of it, `meanwhile` what others see of the entry until then.",
        ),
    )
    app.add_api_route(
        f"{one}/withdrawal",
        routes.take_back_dispute,
        methods=["POST"],
        **described(
            "Give a dispute up",
            "passport",
            Ok(
                200,
                DisputeShown,
                examples.DISPUTE_TAKEN_BACK,
                headers={"ETag": quoted_etag(examples.DISPUTE_TAKEN_BACK["etag"])},
            ),
            unsafe=True,
            problems=(400, 404, 409, 412, 422, 428),
            headers=[IF_MATCH],
            description="Doing it again changes nothing. The entry may be contested anew.",
        ),
    )
