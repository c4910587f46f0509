"""Professionals: signing in with ProConnect, saying whose passport they will read and why, reading it."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import Response

from passeport.identity.v1.consultation_service_pb2 import OpenConsultationRequest
from passeport.identity.v1.professional_service_pb2 import CompleteProfessionalLoginRequest
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.addresses import way_back
from passeport_gateway.errors import ProfessionalSignInRequired, ReturnToRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, client_address, limit_rate, professional_of
from passeport_gateway.http.bodies import read_json
from passeport_gateway.http.cookies import (
    drop_professional,
    keep_professional,
    keep_professional_binding,
    professional_login_cookie,
    professional_session_of,
)
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import PROFESSIONAL, PUBLIC, Ok, described, json_body
from passeport_gateway.http.problems import ask_for_page
from passeport_gateway.http.render.professionals import (
    consultation_json,
    consulted_page,
    consulted_person,
    professional_session_json,
)
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import Cursor, PageSize, ResourceId, without_nul
from passeport_gateway.http.routes.sign_in import LONGEST, ReturnTo, binding_seconds, go, state_of
from passeport_gateway.http.schemas.entries import EntryShown
from passeport_gateway.http.schemas.holder import SignedOut
from passeport_gateway.http.schemas.professionals import (
    ConsultationAsked,
    ConsultationShown,
    ProfessionalSessionShown,
)
from passeport_gateway.http.schemas.shapes import Page

__all__ = ["add_professionals"]

FromProConnect = Annotated[
    str,
    Query(description="As ProConnect sends it back."),
    AfterValidator(lambda text: without_nul(text[:LONGEST])),
]


class _Professionals:
    """Sessions of their own kind, consultations, and what these let them read."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._professionals = door.services.professionals
        self._front_ends = door.options.cors_origins

    async def professional_login(self, request: Request, return_to: ReturnTo = "/") -> Response:
        ask_for_page(request)
        back = way_back(return_to, self._front_ends)
        await limit_rate(self._door, "sign-in", "professional", client_address(request))
        begun = await self._professionals.begin_login(back)
        response = go(begun.authorization_url)
        life = binding_seconds(begun.expire_time.seconds - time.time())
        state = state_of(begun.authorization_url)
        keep_professional_binding(response, state, begun.browser_binding, life, request.cookies)
        return response

    async def professional_callback(
        self,
        request: Request,
        state: FromProConnect = "",
        code: FromProConnect = "",
        iss: FromProConnect = "",
        error: FromProConnect = "",
    ) -> Response:
        ask_for_page(request)
        await limit_rate(self._door, "sign-in", "professional callback", client_address(request))
        completed = await self._professionals.complete_login(
            CompleteProfessionalLoginRequest(
                state=state,
                code=code,
                iss=iss,
                error=error,
                browser_binding=request.cookies.get(professional_login_cookie(state), "")[:LONGEST],
                session_token=professional_session_of(request) or "",
            )
        )
        try:
            # Asked again: which front ends are known may have changed meanwhile.
            back = way_back(completed.return_to, self._front_ends)
        except ReturnToRefused:
            back = "/"
        response = go(back)
        if completed.session_token:
            keep_professional(response, completed.session_token)
        return response

    async def professional_logout(self, request: Request) -> Response:
        try:
            secret = await professional_of(self._door, request)
        except ProfessionalSignInRequired:
            secret = ""
        csrf_token = request.headers.get("x-csrf-token", "")
        address = await self._professionals.end_session(secret, csrf_token) if secret else ""
        response = json_answer({"logout_url": address or "/"})
        drop_professional(response)
        return response

    async def get_professional_session(self, request: Request) -> Response:
        secret = await professional_of(self._door, request)
        return json_answer(professional_session_json(await self._professionals.session(secret)))

    async def open_consultation(self, request: Request) -> Response:
        secret = await professional_of(self._door, request)
        await limit_rate(self._door, "consultation", secret)
        asked = await read_json(self._door, request, ConsultationAsked)
        consultation = await self._professionals.open_consultation(
            OpenConsultationRequest(
                session_token=secret,
                csrf_token=request.headers.get("x-csrf-token", ""),
                purpose=asked.purpose,
                person=consulted_person(asked.person),
            )
        )
        return json_answer(consultation_json(consultation), 201)

    async def read_consulted_passport(
        self, request: Request, consultation_id: ResourceId, cursor: Cursor = "", page_size: PageSize = 100
    ) -> Response:
        secret = await professional_of(self._door, request)
        token = await self._professionals.consultation_token(secret, consultation_id, [RECORDS])
        with use_caller_token(token):
            return json_answer(consulted_page(await self._professionals.entries(page_size, cursor)))


def add_professionals(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Professionals(door)
    app.add_api_route(
        "/auth/professional/login",
        routes.professional_login,
        **described(
            "Begin to sign in as a professional: sends the browser to ProConnect",
            "professionals",
            Ok(
                303,
                description="To ProConnect, with a short-lived cookie.",
                headers={"Location": "https://proconnect.example/api/v2/authorize?response_type=code&client_id=…"},
            ),
            access=PUBLIC,
            problems=(400, 404, 429, 503),
        ),
    )
    app.add_api_route(
        "/auth/professional/callback",
        routes.professional_callback,
        **described(
            "Come back from ProConnect",
            "professionals",
            Ok(
                303,
                description="To where the professional wanted to go, with a session.",
                headers={"Location": "https://front.example/welcome"},
            ),
            access=PUBLIC,
            problems=(400, 403, 404, 429, 503),
            description="Refusals are pages; an organisation that may not read is refused here.",
        ),
    )
    app.add_api_route(
        "/auth/professional/logout",
        routes.professional_logout,
        methods=["POST"],
        **described(
            "Sign out as a professional",
            "professionals",
            Ok(200, SignedOut, examples.PROFESSIONAL_SIGNED_OUT),
            access=PROFESSIONAL,
            unsafe=True,
            problems=(429,),
            description="Send the browser to `logout_url`; ProConnect sends it to the home page.",
        ),
    )
    app.add_api_route(
        "/professionals/v1/session",
        routes.get_professional_session,
        **described(
            "Look at the session of a professional",
            "professionals",
            Ok(200, ProfessionalSessionShown, examples.PROFESSIONAL_SESSION),
            access=PROFESSIONAL,
            problems=(404, 429),
        ),
    )
    app.add_api_route(
        "/professionals/v1/consultations",
        routes.open_consultation,
        methods=["POST"],
        **described(
            "Say whose passport will be read, and why",
            "professionals",
            Ok(
                201,
                ConsultationShown,
                examples.CONSULTATION,
            ),
            access=PROFESSIONAL,
            unsafe=True,
            problems=(400, 404, 422, 429),
            body=json_body(ConsultationAsked, examples.CONSULTATION_ASKED),
            description="By NIR and birth name, or by every part of the civil identity; who is named otherwise is not "
            "found. The person reads of it. Sent again, it is another consultation.",
        ),
    )
    app.add_api_route(
        "/professionals/v1/consultations/{consultation_id}/passport",
        routes.read_consulted_passport,
        **described(
            "Read what official sources guarantee of the person",
            "professionals",
            Ok(200, Page[EntryShown], {"items": [examples.ENTRY], "next_cursor": None}),
            access=PROFESSIONAL,
            problems=(404, 410, 422, 429),
            description="Each page is an access that the person reads of. What she declared herself is not shown.",
        ),
    )
