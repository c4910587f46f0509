"""Drafts of CVs: saved again and again, gone back to, deleted and restored, published."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Path, Query
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.requests import Request
from starlette.responses import Response

from passeport.publishing.v1.draft_service_pb2 import (
    CreateDraftRequest,
    Draft,
    PublishDraftRequest,
    UpdateDraftRequest,
)
from passeport.publishing.v1.publication_service_pb2 import EntrySet
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.preconditions import idempotency_key, matching_etag, not_modified, quoted_etag
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, PUBLISHING, RECORDS, holder_token
from passeport_gateway.http.bodies import MERGE_PATCH, read_json
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described, json_body
from passeport_gateway.http.problems import point_into_what_is_kept
from passeport_gateway.http.render.drafts import draft_json, drafts_json, versions_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.routes.publication_models import naming_the_entry
from passeport_gateway.http.routes.queued import PREFER, QUEUED, published_or_queued
from passeport_gateway.http.routes.records import IDEMPOTENCY_KEY, IF_MATCH
from passeport_gateway.http.schemas.drafts import CvDraft, CvDraftPatch, CvDrafts, CvDraftShown, CvDraftVersions
from passeport_gateway.http.schemas.publications import PublicationShown

__all__ = ["add_drafts"]

_PATH = "/api/v1/publications/drafts"
_ONE = f"{_PATH}/{{draft_id}}"
Deleted = Annotated[Literal["saved", "deleted"], Query(alias="state", description="Those that are there, or deleted.")]
Version = Annotated[int, Path(ge=1, le=1_000_000, description="A version of the draft.")]


def _answer(draft: Draft, status: int = 200, **headers: str) -> Response:
    return json_answer(draft_json(draft), status, {"ETag": quoted_etag(draft.etag), **headers})


def _message(said: CvDraft | CvDraftPatch) -> Draft:
    chosen = said.entry_set
    return Draft(
        name=said.name,
        title=said.title or "",
        summary=said.summary or "",
        language=said.language or "",
        template=said.template or "",
        entry_ids=said.entry_ids or [],
        entry_set=None if chosen is None else EntrySet(nature=chosen.nature or "", kinds=chosen.kinds),
        hidden_parts=said.hidden_parts or [],
    )


class _Drafts:
    """Drafts of the holder."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._drafts = door.services.drafts

    async def create_draft(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            key = idempotency_key(request.headers.get("idempotency-key"))
            said = await read_json(self._door, request, CvDraft)
            draft = await self._drafts.create(CreateDraftRequest(draft=_message(said), request_id=key))
        return _answer(draft, 201, Location=f"{_PATH}/{draft.id}")

    async def list_drafts(self, request: Request, state: Deleted = "saved") -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return json_answer(drafts_json(await self._drafts.drafts(deleted=state == "deleted")))

    async def get_draft(self, request: Request, draft_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            draft = await self._drafts.draft(draft_id)
        if not_modified(request.headers.get("if-none-match"), draft.etag):
            return Response(status_code=304, headers={"ETag": quoted_etag(draft.etag)})
        return _answer(draft)

    async def update_draft(self, request: Request, draft_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            etag = matching_etag(request.headers.get("if-match"))
            patch = await read_json(self._door, request, CvDraftPatch)
            mask = FieldMask(paths=sorted(patch.model_fields_set))
            if not mask.paths:
                # Nothing to change, and still a check of what was seen.
                mask.paths.append("name")
                patch = CvDraftPatch(name=(await self._drafts.draft(draft_id)).name)
            asked = UpdateDraftRequest(id=draft_id, etag=etag, draft=_message(patch), update_mask=mask)
            return _answer(await self._drafts.update(asked))

    async def delete_draft(self, request: Request, draft_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            await self._drafts.delete(draft_id, matching_etag(request.headers.get("if-match")))
        return Response(status_code=204)

    async def restore_draft(self, request: Request, draft_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return _answer(await self._drafts.restore(draft_id))

    async def list_draft_versions(self, request: Request, draft_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            return json_answer(versions_json(await self._drafts.versions(draft_id)))

    async def restore_draft_version(self, request: Request, draft_id: ResourceId, version: Version) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            etag = matching_etag(request.headers.get("if-match"))
            return _answer(await self._drafts.go_back(draft_id, etag, version))

    async def publish_draft(self, request: Request, draft_id: ResourceId) -> Response:
        # Publishing reads the entries and the name on behalf of the holder, hence the three audiences.
        with use_caller_token(await holder_token(self._door, request, PUBLISHING, RECORDS, IDENTITY)):
            key = idempotency_key(request.headers.get("idempotency-key"))
            etag = matching_etag(request.headers.get("if-match"))
            asked = PublishDraftRequest(id=draft_id, etag=etag, request_id=key)
            point_into_what_is_kept(request)
            try:
                return await published_or_queued(
                    self._door,
                    request,
                    lambda: self._door.services.queue.put_draft(asked),
                    lambda: self._drafts.publish(asked),
                )
            except ServiceRefused as refused:
                if refused.reason != "ENTRY_NOT_FOUND":
                    raise
                raise naming_the_entry(refused, (await self._drafts.draft(draft_id)).entry_ids) from None


def _shown(status: int = 200, **headers: str) -> Ok:
    example = examples.CV_DRAFT
    return Ok(status, CvDraftShown, example, headers={"ETag": quoted_etag(example["etag"]), **headers})


def add_drafts(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Drafts(door)

    def add(path: str, method: str, handler: Any, summary: str, *answers: Ok, **rest: Any) -> None:
        unsafe = method != "GET"
        about = described(summary, "publications", *answers, unsafe=unsafe, **rest)
        app.add_api_route(path, handler, methods=[method], **about)

    add(
        _PATH,
        "POST",
        routes.create_draft,
        "Save a draft of a CV",
        _shown(201, Location=f"{_PATH}/{examples.CV_DRAFT['id']}"),
        problems=(400, 404, 409, 422),
        body=json_body(CvDraft, examples.CV_DRAFT_ASKED),
        headers=[IDEMPOTENCY_KEY],
        description="It may lack its title and its entries. There may be 20.",
    )
    add(
        _PATH,
        "GET",
        routes.list_drafts,
        "List all drafts of CVs, the last saved first",
        Ok(200, CvDrafts, examples.CV_DRAFTS),
        problems=(422,),
        description="With `?state=deleted` the deleted ones; `purge_time` tells until when each can be restored.",
    )
    add(_ONE, "GET", routes.get_draft, "Read a draft of a CV", _shown(), problems=(404, 422))
    add(
        _ONE,
        "PATCH",
        routes.update_draft,
        "Save changes of a draft of a CV",
        _shown(),
        problems=(400, 404, 412, 422, 428),
        body=json_body(CvDraftPatch, examples.CV_DRAFT_PATCH, MERGE_PATCH),
        headers=[IF_MATCH],
        description="Each save is a version; what changes nothing makes none. Naming `entry_ids` ends `entry_set`, "
        "and the other way round.",
    )
    add(
        _ONE,
        "DELETE",
        routes.delete_draft,
        "Delete a draft of a CV",
        Ok(204, description="It is gone, and can be restored for 30 days."),
        problems=(400, 404, 412, 422, 428),
        headers=[IF_MATCH],
    )
    add(
        f"{_ONE}/restoration",
        "POST",
        routes.restore_draft,
        "Restore a deleted draft of a CV",
        _shown(),
        problems=(404, 409, 422),
        description="With all its versions. Doing it again changes nothing.",
    )
    add(
        f"{_ONE}/versions",
        "GET",
        routes.list_draft_versions,
        "List the versions of a draft of a CV, the newest first",
        Ok(200, CvDraftVersions, examples.CV_DRAFT_VERSIONS),
        problems=(404, 422),
        description="The 50 newest are kept.",
    )
    add(
        f"{_ONE}/versions/{{version}}/restoration",
        "POST",
        routes.restore_draft_version,
        "Go back to a version of a draft of a CV",
        _shown(),
        problems=(400, 404, 412, 422, 428),
        headers=[IF_MATCH],
        description="What it was then becomes its newest version; nothing is lost.",
    )
    add(
        f"{_ONE}/publication",
        "POST",
        routes.publish_draft,
        "Publish a draft of a CV",
        Ok(
            201,
            PublicationShown,
            examples.PUBLICATION | {"draft_id": examples.CV_DRAFT["id"], "draft_version": 1},
            headers={"Location": f"/api/v1/publications/{examples.PUBLICATION['id']}"},
        ),
        QUEUED,
        problems=(400, 404, 409, 412, 422, 428, 429),
        headers=[IDEMPOTENCY_KEY, IF_MATCH, PREFER],
        description="As it is at the version of `If-Match`. `errors[]` points into the draft: what it still lacks, and "
        "what is in the passport no more.",
    )
