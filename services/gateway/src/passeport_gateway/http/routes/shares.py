"""Shares: the holder shows a publication to one recipient, sees who opened it, ends it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import FastAPI, Query
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from passeport.publishing.v1.share_service_pb2 import CreateShareRequest, ExtendShareRequest, ReportShareRequest, Share
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.domain.preconditions import idempotency_key, matching_etag, quoted_etag
from passeport_gateway.errors import FieldInvalid, FieldViolation
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, PUBLISHING, holder_token
from passeport_gateway.http.bodies import MERGE_PATCH, read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of, said_in
from passeport_gateway.http.openapi import Ok, described, json_body
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.shares import (
    GROUND_NUMBERS,
    PART_NUMBERS,
    bodies_json,
    share_access_page,
    share_json,
    share_page,
)
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, ResourceId, without_nul
from passeport_gateway.http.routes.records import IDEMPOTENCY_KEY, IF_MATCH
from passeport_gateway.http.schemas.shapes import Page
from passeport_gateway.http.schemas.shares import (
    BodiesShown,
    ShareAccessShown,
    ShareDraft,
    ShareMade,
    SharePatch,
    ShareReport,
    ShareShown,
)

__all__ = ["add_shares"]

_PATH = "/api/v1/shares"
_OF_PUBLICATION = "/api/v1/publications/{publication_id}/shares"
_PLACES = {name: pointer_to(name) for name in ("recipient", "purpose", "expire_time", "pin", "parts", "single_use")}
_PLACES["addressee_siret"] = pointer_to("addressee")
BodyQuery = Annotated[
    str,
    Query(max_length=200, description="A part of the name, or the first digits of the SIRET.", examples=["ponant"]),
    AfterValidator(without_nul),
]
ShareCount = Annotated[int, Query(ge=1, le=100, description="How many items at most.")]
AccessCount = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]


def _stamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    try:
        stamp.FromDatetime(moment)
    except (ValueError, OverflowError):
        # The last hours of the year 9999, elsewhere than in UTC.
        raise FieldInvalid(violations=[FieldViolation("expire_time", "", "SHARE_END")]) from None
    return stamp


def _answer(share: Share) -> Response:
    return json_answer(share_json(share), 200, {"ETag": quoted_etag(share.etag)})


class _Shares:
    """Shares of the holder."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._shares = door.services.shares
        self._professionals = door.services.professionals

    async def create_share(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, IDENTITY, PUBLISHING)):
            key = idempotency_key(request.headers.get("idempotency-key"))
            draft = await read_json(self._door, request, ShareDraft)
            name_places(request, _PLACES)
            recipient, addressee = await self._recipient(draft)
            parts: Any = [PART_NUMBERS[name] for name in draft.parts or ()]
            asked = CreateShareRequest(
                publication_id=publication_id,
                recipient=recipient,
                addressee_siret=addressee,
                purpose=draft.purpose or "",
                expire_time=_stamp(draft.expire_time) if draft.expire_time else None,
                pin=draft.pin or "",
                single_use=draft.single_use,
                parts=parts,
                request_id=key,
            )
            made = await self._shares.create(asked)
        headers = {"Location": f"{_PATH}/{made.share.id}", "ETag": quoted_etag(made.share.etag)}
        return json_answer(share_json(made.share) | {"link": made.link or None}, 201, headers)

    async def _recipient(self, draft: ShareDraft) -> tuple[str, str]:
        """For whom: in the holder's words, or the registered name of a body and its SIRET. Raises FieldInvalid."""
        if (draft.recipient is None) == (draft.addressee is None):
            raise FieldInvalid(violations=[FieldViolation("recipient", "", "RECIPIENT_OR_ADDRESSEE")])
        if draft.addressee is None:
            return draft.recipient or "", ""
        body = await self._professionals.body(draft.addressee)
        return body.organisation, body.siret

    async def list_bodies(self, request: Request, q: BodyQuery = "") -> Response:
        with use_caller_token(await holder_token(self._door, request, IDENTITY)):
            return json_answer(bodies_json(await self._professionals.bodies(q)))

    async def list_shares_of_publication(
        self, request: Request, publication_id: ResourceId, cursor: Cursor = "", page_size: ShareCount = 50
    ) -> Response:
        return await self._list(request, publication_id, page_size, cursor)

    async def list_shares(self, request: Request, cursor: Cursor = "", page_size: ShareCount = 50) -> Response:
        return await self._list(request, "", page_size, cursor)

    async def get_share(self, request: Request, share_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return _answer(await self._shares.share(share_id))

    async def extend_share(self, request: Request, share_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            etag = matching_etag(request.headers.get("if-match"))
            patch = await read_json(self._door, request, SharePatch)
            name_places(request, _PLACES)
            asked = ExtendShareRequest(id=share_id, etag=etag, expire_time=_stamp(patch.expire_time))
            return _answer(await self._shares.extend(asked))

    async def revoke_share(self, request: Request, share_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            await self._shares.revoke(share_id)
        return Response(status_code=204)

    async def ask_deletion(self, request: Request, share_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return _answer(await self._shares.ask_deletion(share_id))

    async def report_share(self, request: Request, share_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            said = await read_json(self._door, request, ShareReport)
            name_places(request, {name: pointer_to(name) for name in ("ground", "text")})
            ground = GROUND_NUMBERS[said.ground]
            await self._shares.report(ReportShareRequest(id=share_id, ground=ground, text=said.text or ""))
        return Response(status_code=204)

    async def list_share_accesses(
        self, request: Request, share_id: ResourceId, cursor: Cursor = "", page_size: AccessCount = 50
    ) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            page = await self._shares.accesses(share_id, page_size, cursor)
        language = language_of(request)
        headers = said_in(language)
        return json_answer(share_access_page(page, language), 200, headers)

    async def _list(self, request: Request, publication_id: str, page_size: int, cursor: str) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return json_answer(share_page(await self._shares.shares(publication_id, page_size, cursor)))


def _shown(example: dict[str, Any]) -> Ok:
    return Ok(200, ShareShown, example, headers={"ETag": quoted_etag(example["etag"])})


def add_shares(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Shares(door)
    one = f"{_PATH}/{{share_id}}"
    app.add_api_route(
        _OF_PUBLICATION,
        routes.create_share,
        methods=["POST"],
        **described(
            "Share a publication by a link, or with a body",
            "shares",
            Ok(
                201,
                ShareMade,
                examples.SHARE_MADE,
                headers={"ETag": '"r1"', "Location": f"{_PATH}/{examples.SHARE_MADE['id']}"},
            ),
            unsafe=True,
            problems=(400, 404, 409, 422),
            body=json_body(ShareDraft, examples.SHARE_DRAFT),
            headers=[IDEMPOTENCY_KEY],
            description="The link is told here and never again: only its hash is kept. The same request sent again "
            "makes no other share and gives this one a further link. With `addressee` there is none: professionals of "
            "the body read it at `/professionals/v1/shares`. A holder has 20 that open at most.",
        ),
    )
    app.add_api_route(
        "/api/v1/bodies",
        routes.list_bodies,
        **described(
            "List the bodies that a publication may be shared with",
            "shares",
            Ok(200, BodiesShown, examples.BODIES, description="By name, 50 at most."),
            problems=(422,),
            description="Those whose professionals the law lets consult passports (R6323-35 III), as registered.",
        ),
    )
    shares = Ok(200, Page[ShareShown], examples.SHARE_PAGE)
    app.add_api_route(
        _OF_PUBLICATION,
        routes.list_shares_of_publication,
        **described("List the shares of a publication, newest first", "shares", shares, problems=(404, 422)),
    )
    app.add_api_route(
        _PATH, routes.list_shares, **described("List all shares, newest first", "shares", shares, problems=(422,))
    )
    app.add_api_route(
        one, routes.get_share, **described("Read a share", "shares", _shown(examples.SHARE), problems=(404, 422))
    )
    app.add_api_route(
        one,
        routes.extend_share,
        methods=["PATCH"],
        **described(
            "Give a share another end",
            "shares",
            _shown(examples.SHARE_EXTENDED),
            unsafe=True,
            problems=(400, 404, 409, 412, 422, 428),
            body=json_body(SharePatch, examples.SHARE_PATCH, MERGE_PATCH),
            headers=[IF_MATCH],
            description="Later or sooner; after now, and within a year.",
        ),
    )
    app.add_api_route(
        one,
        routes.revoke_share,
        methods=["DELETE"],
        **described(
            "End a share",
            "shares",
            Ok(204),
            unsafe=True,
            problems=(404, 422),
            description="At once, whatever version of it was read, and for whoever has it open, too. Doing it again "
            "changes nothing; the share stays in the list, as `revoked`.",
        ),
    )
    app.add_api_route(
        f"{one}/deletion-request",
        routes.ask_deletion,
        methods=["POST"],
        **described(
            "Ask the recipient to delete what he took",
            "shares",
            _shown(examples.SHARE_DELETION_ASKED),
            unsafe=True,
            problems=(404, 409, 422),
            description="The page of the share says so for as long as it opens. Doing it again changes nothing.",
        ),
    )
    app.add_api_route(
        f"{one}/report",
        routes.report_share,
        methods=["POST"],
        **described(
            "Tell the operators that something is wrong with a share",
            "shares",
            Ok(204),
            unsafe=True,
            problems=(400, 404, 422),
            body=json_body(ShareReport, examples.SHARE_REPORT),
            description="It reached the wrong person, it is misused, or something else. It does not end the share.",
        ),
    )
    app.add_api_route(
        f"{one}/accesses",
        routes.list_share_accesses,
        **described(
            "List openings and downloads by the link of a share, newest first",
            "shares",
            Ok(200, Page[ShareAccessShown], examples.SHARE_ACCESS_PAGE),
            problems=(404, 422),
            description="When, what, and with which browser and system; no address of anybody is kept.",
        ),
    )
