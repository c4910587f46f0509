"""Verification by anyone, without an account: a PDF, a credential or a code; nothing that is shown is kept."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from passeport.publishing.v1.verification_service_pb2 import Verdict
from passeport_chassis.errors import DomainError
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.domain.language import Language
from passeport_gateway.domain.negotiation import prefers_page
from passeport_gateway.domain.sizes import size_in_words
from passeport_gateway.domain.verifiable import CodeAt, PlaceAt, read_address
from passeport_gateway.errors import Overloaded, ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.bodies import check_body_headers
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import PAGE, PUBLIC, Ok, described
from passeport_gateway.http.pages.verdict import verdict_page
from passeport_gateway.http.pages.verification import (
    file_missing_page,
    file_too_large_page,
    verification_page,
    wrong_code_page,
)
from passeport_gateway.http.problem import problem_of
from passeport_gateway.http.problems import name_places
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.render.verdicts import Basis, verdict_json
from passeport_gateway.http.routes.given import Given, read_given
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.verification import VerdictShown

__all__ = ["add_verification"]

CodeGiven = Annotated[str, Query(description="A printed code; a whole one leads on to its verdict.")]

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{0,63}")
_PLACES = {
    "vc_jwt": pointer_to("credential"),
    "pdf": pointer_to("file"),
    **dict.fromkeys(("list_id", "index"), pointer_to("url")),
}
# Boundaries and headers of the parts around the document.
_WRAPPING = 16 * 1024


class _Verification:
    """What anyone may ask."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._publishing = door.services.publishing
        self._limit = door.options.document_max_bytes
        self._held = 0

    async def show_form(self, request: Request, code: CodeGiven = "") -> Response:
        language = language_of(request)
        typed = code.strip()
        if not typed:
            return verification_page(language, self._limit)
        if _CODE.fullmatch(typed):
            # Whoever gives a code wants its verdict; that page is counted and escaped as any other.
            return RedirectResponse(f"/verify/{typed.replace(' ', '-')}", 303)
        return wrong_code_page(language, self._limit, typed, 422)

    async def show_code(self, request: Request, code: ResourceId) -> Response:
        await limit_rate(self._door, "verification", client_address(request))
        language = language_of(request)
        try:
            return verdict_page(await self._publishing.verify_code(code), "code", language, self._limit)
        except ServiceRefused as refused:
            return self._form_again(language, refused, code)

    async def verify(self, request: Request) -> Response:
        await limit_rate(self._door, "verification", client_address(request))
        options = self._door.options
        name_places(request, _PLACES)
        # Documents are held in memory while they are verified, so their number is bounded.
        if self._held >= options.document_max_concurrent:
            raise Overloaded
        self._held += 1
        given = None
        try:
            check_body_headers(request, self._limit, _WRAPPING)
            given = await read_given(self._door, request, _WRAPPING)
            verdict, basis = await self._verdict(given)
        except (DomainError, ServiceRefused) as refused:
            if not _wants_page(request):
                raise
            typed = given.text if given is not None and given.what == "code" else ""
            return self._form_again(language_of(request), refused, typed)
        finally:
            self._held -= 1
        return self._shown(request, verdict, basis)

    async def verify_code(self, request: Request, code: ResourceId) -> Response:
        await limit_rate(self._door, "verification", client_address(request))
        try:
            return self._shown(request, await self._publishing.verify_code(code), "code")
        except ServiceRefused as refused:
            if not _wants_page(request):
                raise
            return self._form_again(language_of(request), refused, code)

    def _shown(self, request: Request, verdict: Verdict, basis: Basis) -> Response:
        language = language_of(request)
        if _wants_page(request):
            return verdict_page(verdict, basis, language, self._limit)
        headers = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
        return json_answer(verdict_json(verdict, basis, language), 200, headers)

    def _form_again(self, language: Language, refused: DomainError | ServiceRefused, typed: str) -> Response:
        """The form with its fault, for what a person can do wrong in it; anything else is raised again."""
        status = problem_of(refused).kind.status
        rules = {violation.reason for violation in refused.violations} if isinstance(refused, DomainError) else set()
        match refused.reason:
            case "CODE_NOT_FOUND":
                return wrong_code_page(language, self._limit, typed, status)
            case "FIELD_INVALID" if "ONE_OF" in rules:
                return wrong_code_page(language, self._limit, typed, status)
            case "FORM_INVALID" if "FORM_NOTHING" in rules:
                return file_missing_page(language, self._limit, status)
            case "BODY_TOO_LARGE" | "DOCUMENT_TOO_LARGE":
                return file_too_large_page(language, self._limit, status)
        raise refused

    async def _verdict(self, given: Given) -> tuple[Verdict, Basis]:
        match given.what:
            case "document":
                return await self._publishing.verify_document(given.content), "document"
            case "credential":
                return await self._publishing.verify_credential(given.text), "document"
            case "code":
                return await self._publishing.verify_code(given.text[:200]), "code"
            case "url":
                return await self._behind(read_address(self._door.options.public_base_url, given.text))

    async def _behind(self, address: CodeAt | PlaceAt) -> tuple[Verdict, Basis]:
        if isinstance(address, CodeAt):
            return await self._publishing.verify_code(address.code), "code"
        return await self._publishing.verify_status(address.list_id, address.index), "status"


def _wants_page(request: Request) -> bool:
    return prefers_page(request.headers.get("accept", ""), otherwise=False)


_BINARY = {"type": "string", "format": "binary"}
_JWS = {"schema": {"type": "string", "maxLength": 1_048_576}, "example": "eyJ0eXAiOiJ2Yytqd3Qi….e30.c2ln"}
_SD_JWT = {"schema": {"type": "string"}, "example": "eyJ0eXAiOiJkYytzZC1qd3QifQ.e30.c2ln~WyJzYWx0IiwidGl0bGUiLCJDViJd~"}
_FIELDS = {name: {"type": "string"} for name in ("code", "credential", "url")}
_BODY = {
    "required": True,
    "content": {
        "application/pdf": {"schema": _BINARY, "example": "%PDF-1.7 …"},
        "application/vc+jwt": _JWS,
        "application/dc+sd-jwt": _SD_JWT,
        "application/jwt": _JWS,
        "application/json": {
            "schema": {"$ref": "#/components/schemas/VerificationAsked"},
            "example": {"code": examples.VERIFICATION_CODE},
        },
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": _BINARY | {"description": "PDF or credential."}, **_FIELDS},
            },
            "example": {"code": examples.VERIFICATION_CODE},
        },
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": _FIELDS},
            "example": {"code": examples.VERIFICATION_CODE},
        },
    },
}


def add_verification(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Verification(door)
    most = size_in_words(door.options.document_max_bytes, "en")
    verdict = Ok(
        200,
        VerdictShown,
        examples.VERDICT,
        description="The verdict; a bad document is a verdict too. A browser that asks for text/html gets a page.",
        also=PAGE,
    )
    # What the QR code of a published document opens, for good; documents printed years ago must still lead here.
    page = Ok(200, example="<!doctype html>…", media="text/html")
    app.add_api_route(
        "/verify",
        routes.show_form,
        **described(
            "Look at the page where anyone verifies",
            "verification",
            page,
            Ok(
                303,
                description="A code was given: on to its verdict.",
                headers={"Location": f"/verify/{examples.VERIFICATION_CODE}"},
            ),
            access=PUBLIC,
            problems=(422,),
        ),
    )
    for method in ("GET", "HEAD"):
        app.add_api_route(
            "/verify/{code}",
            routes.show_code,
            methods=[method],
            include_in_schema=method == "GET",
            **described(
                "Look at the verdict on a printed code",
                "verification",
                page,
                access=PUBLIC,
                problems=(404, 422, 429, 503, 504),
                description="The page that the QR code of a published document opens.",
            ),
        )
    app.add_api_route(
        "/api/v1/verifications",
        routes.verify,
        methods=["POST"],
        **described(
            "Verify a PDF, a credential, a code or a status",
            "verification",
            verdict,
            access=PUBLIC,
            problems=(400, 404, 408, 422, 429, 503, 504),
            body=_BODY,
            description=f"At most {most}. Nothing that is shown is kept.",
        ),
    )
    app.add_api_route(
        "/api/v1/verifications/{code}",
        routes.verify_code,
        **described(
            "Verify a printed code",
            "verification",
            Ok(200, VerdictShown, examples.VERDICT_OF_CODE, also=PAGE),
            access=PUBLIC,
            problems=(404, 422, 429, 503, 504),
            description="Tells whether the publication holds, not what is in it: for that, verify the PDF.",
        ),
    )
    app.add_api_route("/api/v1/verifications/{code}", routes.verify_code, methods=["HEAD"], include_in_schema=False)
