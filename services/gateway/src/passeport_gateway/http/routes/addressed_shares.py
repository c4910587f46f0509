"""What holders addressed to a body, for its professionals: the list, each as JSON, and the files that it shows."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PUBLISHING, professional_of
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of, said_in
from passeport_gateway.http.openapi import PROFESSIONAL, Ok, described
from passeport_gateway.http.render.shares import addressed_page, shared_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.downloads import CREDENTIAL, PDF, credential_name, document_name, file_headers
from passeport_gateway.http.routes.parameters import Cursor, ResourceId
from passeport_gateway.http.schemas.shapes import Page
from passeport_gateway.http.schemas.shares import AddressedShareShown, SharedShown

__all__ = ["add_addressed_shares"]

_PATH = "/professionals/v1/shares"
_NO_STORE = {"Cache-Control": "no-store"}
AddressedCount = Annotated[int, Query(ge=1, le=50, description="How many items at most.")]


class _AddressedShares:
    """Shares that are addressed to the body of the professional who asks."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._shares = door.services.shares
        self._professionals = door.services.professionals

    async def list_addressed_shares(
        self, request: Request, cursor: Cursor = "", page_size: AddressedCount = 20
    ) -> Response:
        with use_caller_token(await self._token(request)):
            return json_answer(addressed_page(await self._shares.addressed(page_size, cursor)))

    async def open_addressed_share(self, request: Request, share_id: ResourceId) -> Response:
        with use_caller_token(await self._token(request)):
            shown = await self._shares.open_addressed(share_id)
        language = language_of(request)
        return json_answer(shared_json(shown, language), 200, said_in(language))

    async def get_addressed_document(self, request: Request, share_id: ResourceId) -> Response:
        with use_caller_token(await self._token(request)):
            document = await self._shares.addressed_document(share_id)
        name = document_name(document.publication_id, document.kind)
        return Response(document.pdf, 200, file_headers(name, document.sha256, len(document.pdf)) | _NO_STORE, PDF)

    async def get_addressed_credential(self, request: Request, share_id: ResourceId) -> Response:
        with use_caller_token(await self._token(request)):
            found = await self._shares.addressed_credential(share_id)
        content = found.vc_jwt.encode("ascii")
        name, digest = credential_name(found.publication_id, "jwt"), hashlib.sha256(content).hexdigest()
        return Response(content, 200, file_headers(name, digest, len(content)) | _NO_STORE, CREDENTIAL)

    async def _token(self, request: Request) -> str:
        secret = await professional_of(self._door, request)
        return await self._professionals.body_token(secret, [PUBLISHING])


def add_addressed_shares(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _AddressedShares(door)
    app.add_api_route(
        _PATH,
        routes.list_addressed_shares,
        **described(
            "List what holders shared with the body, newest first",
            "professionals",
            Ok(200, Page[AddressedShareShown], examples.ADDRESSED_SHARE_PAGE),
            access=PROFESSIONAL,
            problems=(404, 422, 429),
            description="What is live now. A page may hold fewer than were asked for: go on while there is a cursor. "
            "Each holder reads of it, once an hour.",
        ),
    )
    one = f"{_PATH}/{{share_id}}"
    over = "404 for a share that is over, another body's, or whose holder closed his account."
    app.add_api_route(
        one,
        routes.open_addressed_share,
        **described(
            "Open what a holder shared with the body",
            "professionals",
            Ok(200, SharedShown, examples.SHARED),
            access=PROFESSIONAL,
            problems=(404, 422, 429),
            description=f"Each time is an opening, which the holder is told at once, with the name of the body. {over}",
        ),
    )
    for name, summary, route, media, example in (
        ("document.pdf", "Download its PDF", routes.get_addressed_document, PDF, "%PDF-1.7 …"),
        ("credential", "Download its credential", routes.get_addressed_credential, CREDENTIAL, "eyJ0….e30.c2ln"),
    ):
        app.add_api_route(
            f"{one}/{name}",
            route,
            **described(
                summary,
                "professionals",
                Ok(200, example=example, media=media),
                access=PROFESSIONAL,
                problems=(404, 422, 429),
                description=f"Where the share shows it. The holder is told. {over}",
            ),
        )
