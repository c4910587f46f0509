"""Signing in with FranceConnect and out again; what the session holds."""

from __future__ import annotations

import secrets
import time
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import FastAPI, Query
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from passeport.identity.v1.sign_in_service_pb2 import CompleteLoginRequest
from passeport_gateway.domain.addresses import way_back
from passeport_gateway.domain.field_faults import Place, pointer_to
from passeport_gateway.domain.negotiation import media_type, prefers_page
from passeport_gateway.errors import ReturnToRefused, ServiceRefused, SignInRequired
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, client_address, holder_token, limit_rate
from passeport_gateway.http.bodies import read_body
from passeport_gateway.http.cookies import (
    drop_session,
    keep_binding,
    keep_session,
    keep_way_back,
    login_cookie,
    session_of,
)
from passeport_gateway.http.devices import device_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.forms import parse_fields
from passeport_gateway.http.openapi import HOLDER, PUBLIC, Ok, described
from passeport_gateway.http.problems import ask_for_page, name_places
from passeport_gateway.http.render.holder import session_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import without_nul
from passeport_gateway.http.schemas.holder import SessionShown, SignedOut

__all__ = ["LONGEST", "ReturnTo", "add_sign_in", "binding_seconds", "go", "state_of"]

_FORM = "application/x-www-form-urlencoded"
LONGEST = 4096
ReturnTo = Annotated[
    str,
    Query(
        description="Where to come back to: a path of this site, or an address at the origin of a known front end.",
        examples=["https://front.example/welcome"],
    ),
]
Level = Annotated[
    str,
    Query(
        description="Level of assurance to reach: eidas1, eidas2 or eidas3; without, that of the operator's choice. "
        "With a session it is a step-up: only its holder completes it, the session is then another, and whatever goes "
        "wrong leaves the session as it is.",
        examples=["eidas2"],
        max_length=20,
    ),
    AfterValidator(without_nul),
]
FromFranceConnect = Annotated[
    str,
    Query(description="As FranceConnect sends it back."),
    AfterValidator(lambda text: without_nul(text[:LONGEST])),
]
_SHORTEST_BINDING, _LONGEST_BINDING = 60, 3600


def go(address: str) -> Response:
    """Sends the browser on with 303: it goes there with GET, whatever it came with."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})


def binding_seconds(left: float) -> int:
    """How long a browser keeps the binding of an attempt that has so many seconds left."""
    return min(max(int(left), _SHORTEST_BINDING), _LONGEST_BINDING)


def state_of(authorization_url: str) -> str:
    """The state that goes along with the browser."""
    return parse_qs(urlsplit(authorization_url).query).get("state", [""])[0]


class _SignIn:
    """Signing in and out, and the session."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._identity = door.services.identity
        self._front_ends = door.options.cors_origins

    def _still_ours(self, address: str) -> str:
        # Asked again: identity kept it meanwhile, and which front ends are known may have changed.
        try:
            return way_back(address, self._front_ends)
        except ReturnToRefused:
            return "/"

    async def login(self, request: Request, return_to: ReturnTo = "/", acr: Level = "") -> Response:
        ask_for_page(request)
        back = way_back(return_to, self._front_ends)
        await limit_rate(self._door, "sign-in", client_address(request))
        name_places(request, {"acr": Place("parameter", "acr")})
        # From an open session a level means a step-up, by the same holder only.
        session = (session_of(request) or "") if acr else ""
        begun = await self._identity.begin_login(back, acr=acr, session_token=session)
        response = go(begun.authorization_url)
        life = binding_seconds(begun.expire_time.seconds - time.time())
        keep_binding(response, state_of(begun.authorization_url), begun.browser_binding, life, request.cookies)
        return response

    async def login_callback(
        self,
        request: Request,
        state: FromFranceConnect = "",
        code: FromFranceConnect = "",
        iss: FromFranceConnect = "",
        error: FromFranceConnect = "",
        error_description: FromFranceConnect = "",
    ) -> Response:
        ask_for_page(request)
        await limit_rate(self._door, "sign-in", "callback", client_address(request))
        completed = await self._identity.complete_login(
            CompleteLoginRequest(
                state=state,
                code=code,
                iss=iss,
                error=error,
                error_description=error_description,
                browser_binding=request.cookies.get(login_cookie(state), "")[:LONGEST],
                session_token=session_of(request) or "",
                device=await device_of(request),
            )
        )
        response = go(self._still_ours(completed.return_to))
        if completed.session_token:
            keep_session(response, completed.session_token)
        return response

    async def logout(self, request: Request, return_to: ReturnTo = "/") -> Response:
        page = prefers_page(request.headers.get("accept", ""), otherwise=False)
        back = way_back(return_to, self._front_ends)
        state = secrets.token_urlsafe(32)
        franceconnect = await self._end(request, state)
        address = franceconnect or back
        response = go(address) if page else json_answer({"logout_url": address})
        drop_session(response)
        if franceconnect:
            keep_way_back(response, state, back)
        return response

    async def _end(self, request: Request, state: str) -> str:
        """FranceConnect's logout address; empty when there is nothing to end there."""
        session = session_of(request)
        if session is None:
            return ""
        csrf_token = None
        if media_type(request.headers.get("content-type", "")) == _FORM:
            fields = dict(parse_fields(await read_body(self._door, request, self._door.options.json_max_bytes)))
            csrf_token = fields.get("csrf_token", "")
            name_places(request, {"csrf_token": pointer_to("csrf_token")})
        try:
            await holder_token(self._door, request, IDENTITY, csrf_token=csrf_token)
        except ServiceRefused as refused:
            if refused.reason != "SESSION_INVALID":
                raise
            return ""
        return await self._identity.end_session(session, state)

    async def get_session(self, request: Request) -> Response:
        session = session_of(request)
        if session is None:
            raise SignInRequired
        return json_answer(session_json(await self._identity.session(session)))


def add_sign_in(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _SignIn(door)
    app.add_api_route(
        "/auth/login",
        routes.login,
        **described(
            "Begin to sign in: sends the browser to FranceConnect",
            "sign-in",
            Ok(
                303,
                description="To FranceConnect, with a short-lived cookie.",
                headers={"Location": "https://fc.example/api/v2/authorize?response_type=code&client_id=…"},
            ),
            access=PUBLIC,
            problems=(400, 422, 429, 503),
        ),
    )
    app.add_api_route(
        "/auth/callback",
        routes.login_callback,
        **described(
            "Come back from FranceConnect",
            "sign-in",
            Ok(
                303,
                description="To where the holder wanted to go, with a session.",
                headers={"Location": "https://front.example/welcome"},
            ),
            access=PUBLIC,
            problems=(400, 403, 429, 503),
            description="Refusals are pages. A second callback with the same answer goes on to the same place.",
        ),
    )
    app.add_api_route(
        "/auth/logout",
        routes.logout,
        methods=["POST"],
        **described(
            "Sign out",
            "sign-in",
            Ok(200, SignedOut, examples.SIGNED_OUT),
            Ok(303, description="For a browser that asks for text/html: to FranceConnect's own sign-out."),
            access=HOLDER,
            unsafe=True,
            problems=(400,),
            description="The CSRF token may also be the form field `csrf_token`. Send the browser to `logout_url`; "
            "FranceConnect sends it to the home page, and that on to `return_to`, if it comes within two minutes.",
        ),
    )
    app.add_api_route(
        "/api/v1/session",
        routes.get_session,
        **described("Look at the session", "sign-in", Ok(200, SessionShown, examples.SESSION)),
    )
