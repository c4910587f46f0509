"""Entries of the passport: read them all, write the declared ones."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.entry_pb2 import Entry
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.domain.preconditions import KEY_LIMIT, idempotency_key, matching_etag, not_modified, quoted_etag
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, holder_token
from passeport_gateway.http.bodies import MERGE_PATCH, read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of, said_in
from passeport_gateway.http.openapi import Header, Ok, described, json_body, json_body_of_sorts
from passeport_gateway.http.parse import details_place, entry_message, update_paths
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.entries import (
    KIND_NUMBERS,
    STATE_NUMBERS,
    entry_json,
    entry_page,
)
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, PageSize, ResourceId
from passeport_gateway.http.schemas.entries import (
    Arrangement,
    EntryDraft,
    EntryPatch,
    EntryShown,
    StateName,
)
from passeport_gateway.http.schemas.shapes import KindName, Page

__all__ = ["IDEMPOTENCY_KEY", "IF_MATCH", "add_records"]

IDEMPOTENCY_KEY = Header(
    "Idempotency-Key",
    True,
    "Your own key of this request; sent again, it creates nothing twice.",
    "5f0c8a52",
    most=KEY_LIMIT,
)
IF_MATCH = Header("If-Match", True, "ETag of the version that was read, in its quotes.", '"r1"')
_IF_NONE_MATCH = Header("If-None-Match", False, "ETag that is there already: 304 when it still holds.", '"r1"')


def _answer(request: Request, entry: Entry, status: int = 200) -> Response:
    language = language_of(request)
    headers = {"ETag": quoted_etag(entry.etag), **said_in(language)}
    if status == 201:
        headers["Location"] = f"/api/v1/passport/records/{entry.id}"
    return json_answer(entry_json(entry, language), status, headers)


class _Records:
    """Entries."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._records = door.services.records

    async def list_records(
        self,
        request: Request,
        kind: Annotated[
            list[KindName] | None, Query(description="Kinds wanted, `kind=` once for each; absent means all.")
        ] = None,
        state: Annotated[StateName, Query(description="`draft` and `deleted` list what is in no passport.")] = "active",
        cursor: Cursor = "",
        page_size: PageSize = 100,
    ) -> Response:
        kinds: Any = [KIND_NUMBERS[name] for name in kind or ()]
        wanted: Any = STATE_NUMBERS[state]
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            page = await self._records.entries(kinds, page_size, cursor, state=wanted)
        language = language_of(request)
        return json_answer(entry_page(page, language), 200, said_in(language))

    async def create_record(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            key = idempotency_key(request.headers.get("idempotency-key"))
            draft = await read_json(self._door, request, EntryDraft)
            name_places(request, {"entry.details": details_place(draft)})
            return _answer(request, await self._records.create_entry(entry_message(draft), key, draft=draft.draft), 201)

    async def get_record(self, request: Request, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            entry = await self._records.entry(entry_id)
        if not_modified(request.headers.get("if-none-match"), entry.etag):
            return Response(status_code=304, headers={"ETag": quoted_etag(entry.etag)})
        return _answer(request, entry)

    async def update_record(self, request: Request, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            etag = matching_etag(request.headers.get("if-match"))
            patch = await read_json(self._door, request, EntryPatch)
            name_places(request, {"entry.details": details_place(patch)})
            paths = update_paths(patch)
            return _answer(request, await self._records.update_entry(entry_message(patch), entry_id, etag, paths))

    async def complete_record(self, request: Request, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            etag = matching_etag(request.headers.get("if-match"))
            patch = await read_json(self._door, request, EntryPatch)
            name_places(request, {"entry.details": details_place(patch)})
            paths = sorted(patch.model_fields_set)
            return _answer(request, await self._records.complete_entry(entry_message(patch), entry_id, etag, paths))

    async def restore_record(self, request: Request, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            return _answer(request, await self._records.restore_entry(entry_id))

    async def arrange_records(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            asked = await read_json(self._door, request, Arrangement)
            name_places(request, {"ids": pointer_to("entry_ids")})
            kind: Any = KIND_NUMBERS[asked.kind]
            await self._records.arrange_entries(kind, asked.entry_ids)
        return Response(status_code=204)

    async def delete_record(self, request: Request, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            etag = matching_etag(request.headers.get("if-match"))
            await self._records.delete_entry(entry_id, etag)
        return Response(status_code=204)


def add_records(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Records(door)
    version = {"ETag": quoted_etag(examples.ENTRY_DECLARED["etag"])}
    location = {"Location": f"/api/v1/passport/records/{examples.ENTRY_DECLARED['id']}"}
    entry = Ok(200, EntryShown, examples.ENTRY, headers=version)
    one = "/api/v1/passport/records/{entry_id}"
    app.add_api_route(
        "/api/v1/passport/records",
        routes.list_records,
        **described(
            "List entries, kind by kind, in the holder's order, newest first",
            "passport",
            Ok(200, Page[EntryShown], examples.ENTRY_PAGE),
            problems=(422,),
        ),
    )
    app.add_api_route(
        "/api/v1/passport/arrangements",
        routes.arrange_records,
        methods=["POST"],
        **described(
            "Put the entries of a kind in the holder's order",
            "passport",
            Ok(204, description="They are listed so from now on."),
            unsafe=True,
            problems=(400, 422),
            body=json_body(Arrangement, examples.ARRANGEMENT),
            description="Guaranteed entries too. Entries that are not named, new ones above all, come before those "
            "that are, the newest first. The last order counts; it changes no version of an entry.",
        ),
    )
    app.add_api_route(
        "/api/v1/passport/records",
        routes.create_record,
        methods=["POST"],
        **described(
            "Declare an entry",
            "passport",
            Ok(201, EntryShown, examples.ENTRY_DECLARED, headers=version | location),
            unsafe=True,
            problems=(400, 404, 422),
            body=json_body_of_sorts(EntryDraft, examples.ENTRY_DRAFTS),
            headers=[IDEMPOTENCY_KEY],
            description="The same key with the same body again gives the entry that it made, as it is by now. Once it "
            "is deleted the answer is 404 `entry_not_found`: a key makes one entry and no other. To declare the same "
            "anew, take a new key.",
        ),
    )
    app.add_api_route(
        one,
        routes.get_record,
        **described("Read an entry", "passport", entry, problems=(404, 422), headers=[_IF_NONE_MATCH]),
    )
    app.add_api_route(
        one,
        routes.update_record,
        methods=["PATCH"],
        **described(
            "Change a declared entry",
            "passport",
            Ok(
                200,
                EntryShown,
                examples.ENTRY_CHANGED,
                headers={"ETag": quoted_etag(examples.ENTRY_CHANGED["etag"])},
            ),
            unsafe=True,
            problems=(400, 404, 412, 422, 428),
            body=json_body(EntryPatch, examples.ENTRY_PATCH, MERGE_PATCH),
            headers=[IF_MATCH],
            description="JSON Merge Patch (RFC 7396), one level deep: `organisation` and details are replaced whole.",
        ),
    )
    app.add_api_route(
        one,
        routes.delete_record,
        methods=["DELETE"],
        **described(
            "Delete a declared entry",
            "passport",
            Ok(204, description="It is gone, and can be restored for some time."),
            unsafe=True,
            problems=(400, 404, 412, 422, 428),
            headers=[IF_MATCH],
            description="It is listed with `?state=deleted`, where `purge_time` tells until when it can be restored.",
        ),
    )
    app.add_api_route(
        f"{one}/restoration",
        routes.restore_record,
        methods=["POST"],
        **described(
            "Take the deletion of an entry back",
            "passport",
            Ok(
                200,
                EntryShown,
                examples.ENTRY_RESTORED,
                headers={"ETag": quoted_etag(examples.ENTRY_RESTORED["etag"])},
            ),
            unsafe=True,
            problems=(404, 412, 422),
            description="A draft comes back as one. Of an entry that was not deleted nothing changes.",
        ),
    )
    app.add_api_route(
        f"{one}/completion",
        routes.complete_record,
        methods=["POST"],
        **described(
            "Make a draft an entry of the passport",
            "passport",
            Ok(
                200,
                EntryShown,
                examples.ENTRY_CHANGED,
                headers={"ETag": quoted_etag(examples.ENTRY_CHANGED["etag"])},
            ),
            unsafe=True,
            problems=(400, 404, 412, 422, 428),
            body=json_body(EntryPatch, examples.ENTRY_PATCH, MERGE_PATCH),
            headers=[IF_MATCH],
            description="The body has the last changes, as those of a PATCH, or is `{}`. What is still missing is "
            "told, and the draft stays as it was. Of an entry that is no draft nothing changes.",
        ),
    )
