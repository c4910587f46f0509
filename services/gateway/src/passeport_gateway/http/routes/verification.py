"""Verification by anyone, without an account: a PDF, a credential or a code; nothing that is shown is kept."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from passeport.publishing.v1.verification_service_pb2 import Verdict
from passeport_gateway.domain.field_faults import pointer_to
from passeport_gateway.domain.negotiation import media_type, prefers_page
from passeport_gateway.domain.sizes import size_in_words
from passeport_gateway.errors import (
    FieldInvalid,
    FieldViolation,
    FormInvalid,
    Overloaded,
    ServiceRefused,
)
from passeport_gateway.http import examples
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.bodies import check_body_headers, read_body, read_json, type_refused
from passeport_gateway.http.door import Door
from passeport_gateway.http.forms import Part, parse_fields, parse_multipart
from passeport_gateway.http.openapi import PAGE, PUBLIC, Ok, described
from passeport_gateway.http.pages.verdict import unknown_code_page, verdict_page, verification_page
from passeport_gateway.http.problems import language_of, name_places
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.render.verdicts import verdict_json
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.verification import VerdictShown, VerificationAsked

__all__ = ["add_verification"]

CodeGiven = Annotated[str, Query(description="A printed code; a whole one leads on to its verdict.")]

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{0,63}")
_PLACES = {"vc_jwt": pointer_to("credential"), "pdf": pointer_to("file")}
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
        typed = code.strip()
        if _CODE.fullmatch(typed):
            # Whoever gives a code wants its verdict; that page is counted and escaped as any other.
            return RedirectResponse(f"/verify/{typed.replace(' ', '-')}", 303)
        return verification_page(language_of(request), self._limit, typed)

    async def show_code(self, request: Request, code: ResourceId) -> Response:
        await limit_rate(self._door, "verification", client_address(request))
        language = language_of(request)
        try:
            return verdict_page(await self._publishing.verify_code(code), language, self._limit)
        except ServiceRefused as refused:
            if refused.reason != "CODE_NOT_FOUND":
                raise
            return unknown_code_page(language, self._limit, code)

    async def verify(self, request: Request) -> Response:
        await limit_rate(self._door, "verification", client_address(request))
        options = self._door.options
        check_body_headers(request, self._limit, _WRAPPING)
        name_places(request, _PLACES)
        # Documents are held in memory while they are verified, so their number is bounded.
        if self._held >= options.document_max_concurrent:
            raise Overloaded
        self._held += 1
        try:
            verdict = await self._verify(request)
        finally:
            self._held -= 1
        return self._shown(request, verdict)

    async def verify_code(self, request: Request, code: ResourceId) -> Response:
        await limit_rate(self._door, "verification", client_address(request))
        return self._shown(request, await self._publishing.verify_code(code))

    def _shown(self, request: Request, verdict: Verdict) -> Response:
        language = language_of(request)
        if prefers_page(request.headers.get("accept", ""), otherwise=False):
            return verdict_page(verdict, language, self._limit)
        headers = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
        return json_answer(verdict_json(verdict, language), 200, headers)

    async def _verify(self, request: Request) -> Verdict:
        limit = self._limit
        content_type = request.headers.get("content-type", "")
        match media_type(content_type):
            case "application/pdf":
                return await self._publishing.verify_document(await read_body(self._door, request, limit))
            case "application/vc+jwt" | "application/jwt":
                return await self._credential(await read_body(self._door, request, limit))
            case "application/json":
                asked = await read_json(self._door, request, VerificationAsked)
                return await self._one_of(asked.code, asked.credential)
            case "multipart/form-data":
                body = await read_body(self._door, request, limit, _WRAPPING)
                return await self._part(parse_multipart(content_type, body))
            case "application/x-www-form-urlencoded":
                fields = dict(parse_fields(await read_body(self._door, request, self._door.options.json_max_bytes)))
                return await self._one_of(fields.get("code"), fields.get("credential"))
            case _:
                raise type_refused(request)

    async def _one_of(self, code: str | None, credential: str | None) -> Verdict:
        if bool(code) == bool(credential):
            raise FieldInvalid(violations=[FieldViolation("code", "", "ONE_OF")])
        if code:
            return await self._publishing.verify_code(code[:200])
        return await self._publishing.verify_credential(credential or "")

    async def _credential(self, body: bytes) -> Verdict:
        return await self._publishing.verify_credential(body.decode("ascii", "replace").strip())

    async def _part(self, parts: list[Part]) -> Verdict:
        """The first file, or else the fields."""
        for part in parts:
            # A form that is sent with no file chosen has an empty one.
            if not part.is_file or not part.content:
                continue
            if part.content.startswith(b"eyJ"):
                return await self._credential(part.content)
            return await self._publishing.verify_document(part.content)
        fields = {part.name: part.content.decode("utf-8", "replace").strip() for part in parts if not part.is_file}
        if not (fields.get("code") or fields.get("credential")):
            raise FormInvalid(violations=[FieldViolation("", "", "FORM_NOTHING")])
        return await self._one_of(fields.get("code"), fields.get("credential"))


_BINARY = {"type": "string", "format": "binary"}
_JWS = {"schema": {"type": "string", "maxLength": 1_048_576}, "example": "eyJ0eXAiOiJ2Yytqd3Qi….e30.c2ln"}
_FIELDS = {"code": {"type": "string"}, "credential": {"type": "string"}}
_BODY = {
    "required": True,
    "content": {
        "application/pdf": {"schema": _BINARY, "example": "%PDF-1.7 …"},
        "application/vc+jwt": _JWS,
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
            "Verify a PDF, a credential or a code",
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
