"""Publications in line: put there by whoever prefers an answer at once, followed, tried again, given up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport.publishing.v1.publication_service_pb2 import Publication
from passeport.publishing.v1.queue_service_pb2 import QueuedPublication
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.preferences import APPLIED, RESPOND_ASYNC, prefers_async
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, PREVENTION, PUBLISHING, RECORDS, holder_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of, said_in
from passeport_gateway.http.openapi import Header, Ok, described
from passeport_gateway.http.render.publications import publication_json
from passeport_gateway.http.render.queued import address_of, queued_json, queued_list_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.publications import QueuedPublications, QueuedPublicationShown

__all__ = ["PREFER", "QUEUED", "add_queued", "published_or_queued", "queued_answer"]

_PATH = "/api/v1/publications"
_LOCATION = f"{_PATH}/{examples.PUBLICATION['id']}"
PREFER = Header("Prefer", False, f"`{RESPOND_ASYNC}` (RFC 7240): an answer before the document is made.", RESPOND_ASYNC)
QUEUED = Ok(
    202,
    QueuedPublicationShown,
    examples.PUBLICATION_QUEUED,
    description="It is in line, for whoever prefers that: `Location` is where it stands, and where it will be.",
    headers={"Location": _LOCATION, "Preference-Applied": RESPOND_ASYNC, "Retry-After": "2"},
)
_ASK_AGAIN = {"Retry-After": "2"}


async def published_or_queued(
    door: Door,
    request: Request,
    queue: Callable[[], Awaitable[QueuedPublication]],
    publish: Callable[[], Awaitable[Publication]],
) -> Response:
    """Publishes, or puts in line if that is preferred; what the same request published before is given as it is."""
    if prefers_async(request.headers.getlist("prefer")):
        try:
            queued = await queue()
        except ServiceRefused as refused:
            if refused.code != "UNIMPLEMENTED":
                raise
            # Publishing of the release before, which knows of no line: a preference may be passed over.
        else:
            if not queued.publication_id:
                return queued_answer(request, queued, 202, {**APPLIED, "Location": address_of(queued)})
            return _created(await door.services.publishing.publication(queued.publication_id))
    return _created(await publish())


def queued_answer(
    request: Request, queued: QueuedPublication, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Where one stands, and when to ask again."""
    language = language_of(request)
    again = {} if queued.failure else _ASK_AGAIN
    return json_answer(queued_json(queued, language), status, {**said_in(language), **again, **(headers or {})})


def _created(publication: Publication) -> Response:
    return json_answer(publication_json(publication), 201, {"Location": f"{_PATH}/{publication.id}"})


class _Queued:
    """Publications in line."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._queue = door.services.queue

    async def list_queued_publications(self, request: Request) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            language = language_of(request)
            return json_answer(queued_list_json(await self._queue.waiting(), language), 200, said_in(language))

    async def retry_publication(self, request: Request, publication_id: ResourceId) -> Response:
        # What was chosen is read again on behalf of the holder, hence the four audiences.
        with use_caller_token(await holder_token(self._door, request, PUBLISHING, RECORDS, IDENTITY, PREVENTION)):
            queued = await self._queue.retry(publication_id)
        return queued_answer(request, queued, 202, {"Location": address_of(queued)})

    async def delete_publication(self, request: Request, publication_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            await self._queue.delete(publication_id)
        return Response(status_code=204)


def add_queued(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Queued(door)
    one = f"{_PATH}/{{publication_id}}"
    app.add_api_route(
        f"{_PATH}/queued",
        routes.list_queued_publications,
        **described(
            "List the publications that are in line or failed, newest first",
            "publications",
            Ok(200, QueuedPublications, examples.PUBLICATIONS_QUEUED),
            description="Five of a holder at most are in line. What failed is kept for a week.",
        ),
    )
    app.add_api_route(
        f"{one}/retry",
        routes.retry_publication,
        methods=["POST"],
        **described(
            "Put a publication that failed in line again",
            "publications",
            Ok(202, QueuedPublicationShown, examples.PUBLICATION_QUEUED, headers={"Location": _LOCATION}),
            unsafe=True,
            problems=(404, 409, 422, 429),
            description="Its entries are read again. Of one that is in line nothing changes.",
        ),
    )
    app.add_api_route(
        one,
        routes.delete_publication,
        methods=["DELETE"],
        **described(
            "Take a publication out of line, or forget that it failed",
            "publications",
            Ok(204),
            unsafe=True,
            problems=(404, 409, 422),
            description="One that is published can be withdrawn (`already_published`).",
        ),
    )
