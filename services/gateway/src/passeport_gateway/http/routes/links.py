"""What the link of a share opens, for whoever was given it: a page, and the files that it shows."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from typing import Annotated

from fastapi import FastAPI, Path
from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from passeport.publishing.v1.opening_service_pb2 import OpenLinkRequest, ReportLinkRequest
from passeport_gateway.domain.field_faults import Body, fault_of_field
from passeport_gateway.domain.negotiation import media_type
from passeport_gateway.errors import ServiceRefused
from passeport_gateway.http import examples
from passeport_gateway.http.admission import client_address, limit_rate
from passeport_gateway.http.bodies import read_body, type_refused
from passeport_gateway.http.cookies import keep_opening, opening_of, professional_session_of
from passeport_gateway.http.devices import device_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.forms import parse_fields
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import PUBLIC, Ok, described
from passeport_gateway.http.pages.share import door_page, shared_page
from passeport_gateway.http.pages.share_report import LINK_HEADERS, report_again_page, reported_page
from passeport_gateway.http.render.shares import GROUND_NUMBERS
from passeport_gateway.http.routes.downloads import CREDENTIAL, PDF, credential_name, document_name, file_headers
from passeport_gateway.http.routes.parameters import without_nul

__all__ = ["add_links"]

# Of any length: one that is too long is answered as any other that opens nothing.
LinkToken = Annotated[str, Path(min_length=1, description="Secret of the link."), AfterValidator(without_nul)]
_FIELDS_OF_REPORTS = {"ground", "text"}
_FORM = "application/x-www-form-urlencoded"


class _Links:
    """Links of shares."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._shares = door.services.shares
        self._professionals = door.services.professionals

    async def show_link(self, request: Request, token: LinkToken) -> Response:
        """The door, or what is behind it for a browser that opened it a moment ago. Looking opens nothing."""
        await self._admit(request)
        language, opening = language_of(request), opening_of(request, token)
        if opening is not None:
            try:
                return shared_page(token, await self._shares.publication(token, opening), language)
            except ServiceRefused as refused:
                if refused.reason != "LINK_NOT_FOUND":
                    raise
                # The opening is over; the link may not be.
        takes = await self._shares.describe(token)
        return door_page(token, language, needs_pin=takes.needs_pin, single_use=takes.single_use)

    async def open_link(self, request: Request, token: LinkToken) -> Response:
        await self._admit(request)
        await limit_rate(self._door, "link-opening", client_address(request))
        fields = await self._fields(request)
        asked = OpenLinkRequest(
            token=token,
            pin=fields.get("pin", "").replace("\0", "")[:100],
            client=await device_of(request),
            organisation=await self._organisation(request),
        )
        try:
            opened = await self._shares.open(asked)
        except ServiceRefused as refused:
            return self._door_again(request, token, refused)
        # On by a GET, so that reloading the page opens nothing anew.
        response = RedirectResponse(f"/p/{token}", 303, LINK_HEADERS)
        keep_opening(
            response, token, opened.opening, max(1, int(opened.expire_time.seconds - time.time())), request.cookies
        )
        return response

    async def report_link(self, request: Request, token: LinkToken) -> Response:
        await self._admit(request)
        await limit_rate(self._door, "link-opening", client_address(request))
        fields = await self._fields(request)
        said = ReportLinkRequest(
            token=token,
            opening=opening_of(request, token) or "",
            ground=GROUND_NUMBERS.get(fields.get("ground", ""), 0),
            text=fields.get("text", "").replace("\0", ""),
        )
        language = language_of(request)
        try:
            await self._shares.report_link(said)
        except ServiceRefused as refused:
            found = [fault_of_field(refused.service, *one, body=Body.FORM) for one in refused.violations]
            faults = {fault.place.name: fault.detail for fault in found}
            if not faults.keys() & _FIELDS_OF_REPORTS:
                raise
            return report_again_page(token, language, fields.get("ground", ""), said.text, faults)
        return reported_page(language)

    async def get_shared_document(self, request: Request, token: LinkToken) -> Response:
        await self._admit(request)
        document = await self._shares.document(token, opening_of(request, token) or "-")
        name = document_name(document.publication_id, document.kind)
        return Response(document.pdf, 200, file_headers(name, document.sha256, len(document.pdf)) | LINK_HEADERS, PDF)

    async def get_shared_credential(self, request: Request, token: LinkToken) -> Response:
        await self._admit(request)
        found = await self._shares.credential(token, opening_of(request, token) or "-")
        content = found.vc_jwt.encode("ascii")
        name, digest = credential_name(found.publication_id, "jwt"), hashlib.sha256(content).hexdigest()
        return Response(content, 200, file_headers(name, digest, len(content)) | LINK_HEADERS, CREDENTIAL)

    async def _admit(self, request: Request) -> None:
        # Whatever it asks for: who tries secrets is held back before publishing is asked.
        await limit_rate(self._door, "link", client_address(request))

    async def _fields(self, request: Request) -> dict[str, str]:
        if media_type(request.headers.get("content-type", _FORM)) != _FORM:
            raise type_refused(request)
        return dict(parse_fields(await read_body(self._door, request, self._door.options.json_max_bytes)))

    async def _organisation(self, request: Request) -> str:
        """The body of a professional who is signed in here; a session that is over, or identity away, is nobody's."""
        secret = professional_session_of(request)
        if secret is not None:
            with suppress(ServiceRefused):
                return (await self._professionals.session(secret)).organisation
        return ""

    def _door_again(self, request: Request, token: str, refused: ServiceRefused) -> Response:
        """The door with its fault, for a PIN that is missing or wrong; anything else is raised again."""
        language = language_of(request)
        if refused.reason == "FIELD_INVALID" and any(field == "pin" for field, _, _ in refused.violations):
            return door_page(token, language, needs_pin=True, status=422)
        if refused.reason == "PIN_WRONG":
            left = int(refused.metadata.get("left", "0"))
            return door_page(token, language, needs_pin=True, status=403, tries_left=left)
        raise refused


def add_links(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Links(door)
    page = Ok(200, example="<!doctype html>…", media="text/html")
    one = "/p/{token}"
    gone = "404 is the same for a link that is unknown, malformed, expired, revoked, used or shut by wrong PINs, that "
    gone += "shows what was withdrawn, or whose holder closed his account."
    for method in ("GET", "HEAD"):
        app.add_api_route(
            one,
            routes.show_link,
            methods=[method],
            include_in_schema=method == "GET",
            **described(
                "Look at the page of a share",
                "shares",
                page,
                access=PUBLIC,
                problems=(404, 422, 429, 503, 504),
                description=f"Opens nothing: programs look at links before people do. {gone}",
            ),
        )
    app.add_api_route(
        one,
        routes.open_link,
        methods=["POST"],
        **described(
            "Open a share",
            "shares",
            Ok(
                303,
                description="It is open for half an hour, for this browser.",
                headers={"Location": f"/p/{examples.SHARE_MADE['link'].rpartition('/')[2]}"},
            ),
            access=PUBLIC,
            problems=(400, 403, 404, 408, 413, 415, 422, 429, 503, 504),
            body={
                "required": False,
                "content": {
                    _FORM: {
                        "schema": {"type": "object", "properties": {"pin": {"type": "string", "maxLength": 24}}},
                        "example": {"pin": examples.SHARE_DRAFT["pin"]},
                    }
                },
            },
            description=f"What the button of the page does. The holder is told. {gone}",
        ),
    )
    for name, summary, route, media, example in (
        ("document.pdf", "Download the PDF of a share", routes.get_shared_document, PDF, "%PDF-1.7 …"),
        (
            "credential",
            "Download the credential of a share",
            routes.get_shared_credential,
            CREDENTIAL,
            "eyJ0….e30.c2ln",
        ),
    ):
        app.add_api_route(
            f"{one}/{name}",
            route,
            **described(
                summary,
                "shares",
                Ok(200, example=example, media=media),
                access=PUBLIC,
                problems=(404, 422, 429, 503, 504),
                description="For the browser that opened it, for half an hour. The holder is told.",
            ),
        )
    fields = {
        "ground": {"type": "string", "enum": list(GROUND_NUMBERS)},
        "text": {"type": "string", "maxLength": 1000},
    }
    app.add_api_route(
        f"{one}/report",
        routes.report_link,
        methods=["POST"],
        **described(
            "Tell the operators that something is wrong with a share",
            "shares",
            page,
            access=PUBLIC,
            problems=(400, 404, 408, 413, 415, 422, 429, 503, 504),
            body={
                "required": True,
                "content": {
                    _FORM: {
                        "schema": {"type": "object", "properties": fields, "required": ["ground"]},
                        "example": {"ground": "wrong_recipient", "text": "Je ne suis pas recruteur."},
                    }
                },
            },
            description="For who may open the link, or has it open: it was meant for somebody else, or is misused.",
        ),
    )
