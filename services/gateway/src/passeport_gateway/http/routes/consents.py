"""Consents: the holder sees which platforms may pull what, and what they pulled, and takes his consent back."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, PUBLISHING, holder_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import Ok, described
from passeport_gateway.http.render.consents import consent_json, consent_page_json, pull_page_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, ResourceId
from passeport_gateway.http.schemas.consents import ConsentShown, PullShown
from passeport_gateway.http.schemas.shapes import Page

__all__ = ["add_consents"]

_PATH = "/api/v1/consents"
ConsentCount = Annotated[int, Query(ge=1, le=100, description="How many items at most.")]
PullCount = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]


class _Consents:
    """Consents of the holder."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._consents = door.services.consents

    async def list_consents(self, request: Request, cursor: Cursor = "", page_size: ConsentCount = 50) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            page = await self._consents.consents(page_size, cursor)
        language = language_of(request)
        return json_answer(consent_page_json(page, language), 200, _said_in(language))

    async def get_consent(self, request: Request, consent_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            consent = await self._consents.consent(consent_id)
        language = language_of(request)
        return json_answer(consent_json(consent, language), 200, _said_in(language))

    async def withdraw_consent(self, request: Request, consent_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, IDENTITY, PUBLISHING)):
            await self._consents.withdraw(consent_id)
        return Response(status_code=204)

    async def list_pulls(
        self, request: Request, consent_id: ResourceId, cursor: Cursor = "", page_size: PullCount = 50
    ) -> Response:
        with use_caller_token(await holder_token(self._door, request, PUBLISHING)):
            page = await self._consents.pulls(consent_id, page_size, cursor)
        language = language_of(request)
        return json_answer(pull_page_json(page, language), 200, _said_in(language))


def _said_in(language: str) -> dict[str, str]:
    return {"Content-Language": language, "Vary": "Accept-Language"}


def add_consents(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Consents(door)
    one = f"{_PATH}/{{consent_id}}"
    app.add_api_route(
        _PATH,
        routes.list_consents,
        **described(
            "List the consents given to platforms, newest first",
            "consents",
            Ok(200, Page[ConsentShown], examples.CONSENT_PAGE),
            problems=(422,),
        ),
    )
    app.add_api_route(
        one,
        routes.get_consent,
        **described("Read a consent", "consents", Ok(200, ConsentShown, examples.CONSENT), problems=(404, 422)),
    )
    app.add_api_route(
        one,
        routes.withdraw_consent,
        methods=["DELETE"],
        **described(
            "Withdraw a consent",
            "consents",
            Ok(204),
            unsafe=True,
            problems=(404, 422),
            description="At once: the platform pulls nothing from the answer on, whatever token it has. Doing it again "
            "changes nothing; the consent stays in the list, as `withdrawn`.",
        ),
    )
    app.add_api_route(
        f"{one}/pulls",
        routes.list_pulls,
        **described(
            "List what a platform pulled, newest first",
            "consents",
            Ok(200, Page[PullShown], examples.PULL_PAGE),
            problems=(404, 422),
        ),
    )
