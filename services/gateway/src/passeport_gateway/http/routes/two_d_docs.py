"""Entries of attestations as 2D-Docs, the visible digital seal of France Titres."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.http import examples
from passeport_gateway.http.admission import PUBLISHING, holder_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.openapi import Ok, described
from passeport_gateway.http.render.two_d_docs import two_d_doc_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.two_d_docs import TwoDDocShown

__all__ = ["add_two_d_docs"]


def add_two_d_docs(app: FastAPI, door: Door) -> None:
    """Adds the route."""
    publishing = door.services.publishing

    async def get_two_d_doc(request: Request, publication_id: ResourceId, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(door, request, PUBLISHING)):
            return json_answer(two_d_doc_json(await publishing.two_d_doc(publication_id, entry_id)))

    app.add_api_route(
        "/api/v1/publications/{publication_id}/2d-docs/{entry_id}",
        get_two_d_doc,
        **described(
            "Get one entry of an attestation as a 2D-Doc",
            "publications",
            Ok(200, TwoDDocShown, examples.TWO_D_DOC),
            problems=(404, 409, 422),
            description="Of a guaranteed employment (type 29) or diploma (type B0) that an attestation shows. Show the "
            "holder `fields` before he hands it out: it says when he was born and, of a diploma, his sex and country "
            "of birth, which the attestation does not. 409 `two_d_doc_not_possible` says what the entry lacks.",
        ),
    )
