"""The landing page, the description of the API, the meaning of each problem, the style sheet."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from passeport_gateway.domain.addresses import way_back
from passeport_gateway.domain.catalogue import CATALOGUE
from passeport_gateway.domain.negotiation import prefers_page
from passeport_gateway.errors import NotFound, ReturnToRefused, ServiceRefused
from passeport_gateway.http.cookies import RETURN_COOKIE, drop_way_back, remembered_way_back, session_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import PAGE, PUBLIC, Ok, described
from passeport_gateway.http.pages.assets import ASSETS
from passeport_gateway.http.pages.landing import landing_page
from passeport_gateway.http.pages.reference import operations_page, problem_page, problems_page
from passeport_gateway.http.render.values import json_answer, to_json
from passeport_gateway.http.routes.parameters import ResourceId

__all__ = ["add_pages"]

State = Annotated[str, Query(description="As FranceConnect brings it back from its sign-out.")]
_DAY = {"Cache-Control": "public, max-age=86400, immutable"}
_BRIEFLY = {"Cache-Control": "public, max-age=300"}
_NEGOTIATED = _BRIEFLY | {"Vary": "Accept, Accept-Language"}


class _Pages:
    """What people look at."""

    def __init__(self, app: FastAPI, door: Door) -> None:
        self._app = app
        self._identity = door.services.identity
        self._front_ends = door.options.cors_origins
        self._limit = door.options.document_max_bytes
        self._document = b""

    async def show_home(self, request: Request, state: State = "") -> Response:
        remembered = remembered_way_back(request.cookies.get(RETURN_COOKIE, ""), state)
        if remembered is None:
            return await self._home(request)
        # Coming from FranceConnect's sign-out, which knows of no other address than this one.
        try:
            response: Response = RedirectResponse(way_back(remembered, self._front_ends), 303)
        except ReturnToRefused:
            response = await self._home(request)
        drop_way_back(response)
        return response

    async def _home(self, request: Request) -> Response:
        secret = session_of(request)
        session = None
        if secret is not None:
            try:
                session = await self._identity.session(secret)
            except ServiceRefused:
                # A session that is over, or identity that is down: the page is the one of somebody not signed in.
                session = None
        language = language_of(request)
        if session is not None and session.language in ("fr", "en"):
            # He said so himself; his browser names the language that it was installed in.
            language = "en" if session.language == "en" else "fr"
        return landing_page(session, language, self._limit)

    async def show_operations(self, request: Request) -> Response:
        return operations_page(self._app.openapi(), language_of(request))

    async def get_openapi_document(self, request: Request) -> Response:
        self._document = self._document or to_json(self._app.openapi())
        return Response(self._document, 200, _BRIEFLY | {"Access-Control-Allow-Origin": "*"}, "application/json")

    async def list_problems(self, request: Request) -> Response:
        language = language_of(request)
        if prefers_page(request.headers.get("accept", ""), otherwise=False):
            return problems_page(CATALOGUE.values(), language)
        return json_answer({"items": [_problem(reason, language) for reason in CATALOGUE]}, 200, _NEGOTIATED)

    async def get_problem(self, request: Request, code: ResourceId) -> Response:
        kind = CATALOGUE.get(code.upper())
        if kind is None or kind.code != code:
            raise NotFound
        language = language_of(request)
        if prefers_page(request.headers.get("accept", ""), otherwise=False):
            return problem_page(kind, language)
        return json_answer(_problem(kind.reason, language), 200, _NEGOTIATED)

    async def get_asset(self, request: Request, name: str) -> Response:
        asset = ASSETS.get(name)
        if asset is None:
            raise NotFound
        return Response(asset.content, 200, _DAY, asset.media)


def _problem(reason: str, language: Any) -> dict[str, Any]:
    kind = CATALOGUE[reason]
    return {
        "type": f"/problems/{kind.code}",
        "code": kind.code,
        "status": kind.status,
        "title": kind.wording.title.in_language(language),
        "detail": kind.wording.detail.in_language(language),
    }


def add_pages(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Pages(app, door)
    page = Ok(200, example="<!doctype html>…", media="text/html")
    example = _problem("ETAG_STALE", "en")
    for method in ("GET", "HEAD"):
        shown = method == "GET"
        app.add_api_route(
            "/",
            routes.show_home,
            methods=[method],
            include_in_schema=shown,
            **described("Look at the landing page", "pages", page, access=PUBLIC),
        )
    app.add_api_route(
        "/docs",
        routes.show_operations,
        **described("Look at the operations, without scripts and offline", "pages", page, access=PUBLIC),
    )
    app.add_api_route(
        "/openapi.json",
        routes.get_openapi_document,
        **described("Fetch this description", "pages", Ok(200, example={"openapi": "3.1.0"}), access=PUBLIC),
    )
    app.add_api_route(
        "/problems",
        routes.list_problems,
        **described(
            "List the kinds of problems", "pages", Ok(200, example={"items": [example]}, also=PAGE), access=PUBLIC
        ),
    )
    app.add_api_route(
        "/problems/{code}",
        routes.get_problem,
        **described(
            "Look at one kind of problem",
            "pages",
            Ok(200, example=example, also=PAGE),
            access=PUBLIC,
            problems=(404, 422),
        ),
    )
    # One template for all: a route of its own for each name would give metrics new series with each new content.
    app.add_api_route("/assets/{name}", routes.get_asset, include_in_schema=False)
