"""Where the holder is signed in, and signing out there from here."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.ids import parse_id
from passeport_gateway.errors import NotFound, SignInRequired
from passeport_gateway.http import examples
from passeport_gateway.http.admission import IDENTITY, holder_token
from passeport_gateway.http.cookies import session_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described
from passeport_gateway.http.render.holder import sessions_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.holder import SessionsShown

__all__ = ["add_sessions"]


class _Sessions:
    """The sessions of the holder, the present one among them."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._identity = door.services.identity

    async def list_sessions(self, request: Request) -> Response:
        session = session_of(request)
        if session is None:
            raise SignInRequired
        return json_answer(sessions_json(await self._identity.sessions(session)))

    async def end_session(self, request: Request, session_id: ResourceId) -> Response:
        return await self._end(request, session_id)

    async def end_other_sessions(self, request: Request) -> Response:
        return await self._end(request, "")

    async def _end(self, request: Request, session_id: str) -> Response:
        # The caller token is of no use here: it is asked for because identity then checks the CSRF token.
        await holder_token(self._door, request, IDENTITY)
        if session_id and parse_id(session_id) is None:
            # No session ever had such an identifier; one that is over had.
            raise NotFound
        await self._identity.end_other_sessions(session_of(request) or "", session_id)
        return Response(status_code=204)


def add_sessions(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Sessions(door)
    app.add_api_route(
        "/api/v1/sessions",
        routes.list_sessions,
        **described(
            "List where the holder is signed in",
            "sign-in",
            Ok(200, SessionsShown, examples.SESSIONS),
            description="The open sessions, the newest first.",
        ),
    )
    app.add_api_route(
        "/api/v1/sessions",
        routes.end_other_sessions,
        methods=["DELETE"],
        **described(
            "Sign out everywhere else",
            "sign-in",
            Ok(204, description="Every other session is over; this one goes on."),
            unsafe=True,
        ),
    )
    app.add_api_route(
        "/api/v1/sessions/{session_id}",
        routes.end_session,
        methods=["DELETE"],
        **described(
            "Sign out in one other place",
            "sign-in",
            Ok(204, description="It is over, or was already."),
            unsafe=True,
            problems=(404, 422),
            description="The present session is refused: `POST /auth/logout` ends it, and at FranceConnect too. What "
            "cannot be the identifier of a session is 404.",
        ),
    )
