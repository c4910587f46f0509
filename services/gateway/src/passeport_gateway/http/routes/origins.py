"""Where an entry comes from, in words and for machines, and what proves it."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from passeport_chassis.rpc import use_caller_token
from passeport_gateway.domain.negotiation import best_form
from passeport_gateway.errors import NotAcceptable
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, holder_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of
from passeport_gateway.http.openapi import Ok, described
from passeport_gateway.http.render.entries import proof_json
from passeport_gateway.http.render.prov_document import PROV_JSON, prov_document
from passeport_gateway.http.render.provenance import provenance_json
from passeport_gateway.http.render.values import json_answer, to_json
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.entries import ProofShown, ProvenanceShown

__all__ = ["add_origins"]

_FORMS = ("application/json", PROV_JSON)


class _Origins:
    """Where entries come from."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._records = door.services.records

    async def get_provenance(self, request: Request, entry_id: ResourceId) -> Response:
        form = best_form(request.headers.get("accept", ""), _FORMS)
        if form is None:
            raise NotAcceptable(metadata={"accepted": ", ".join(_FORMS)})
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            provenance = await self._records.provenance(entry_id)
        if form == PROV_JSON:
            document = prov_document(provenance, self._door.options.public_base_url)
            return Response(to_json(document), 200, {"Vary": "Accept"}, PROV_JSON)
        language = language_of(request)
        headers = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
        return json_answer(provenance_json(provenance, language), 200, headers)

    async def get_proof(self, request: Request, entry_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(self._door, request, RECORDS)):
            return json_answer(proof_json(await self._records.proof(entry_id)))


def add_origins(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    routes = _Origins(door)
    one = "/api/v1/passport/records/{entry_id}"
    app.add_api_route(
        f"{one}/provenance",
        routes.get_provenance,
        **described(
            "Read where an entry comes from, to the line of the file",
            "passport",
            Ok(
                200,
                ProvenanceShown,
                examples.PROVENANCE,
                also={PROV_JSON: {"schema": {"type": "object"}, "example": examples.PROVENANCE_PROV}},
            ),
            problems=(404, 406, 422),
            description="In words, French or English, and field by field; or for machines with `Accept: "
            f"{PROV_JSON}`: the data model of W3C PROV (PROV-DM), written as PROV-JSON.",
        ),
    )
    app.add_api_route(
        f"{one}/proof",
        routes.get_proof,
        **described(
            "Prove that an entry is guaranteed",
            "passport",
            Ok(200, ProofShown, examples.PROOF),
            problems=(404, 422),
            description="What it takes to verify offline that the present version stands in the append-only ledger of "
            "guaranteed data: the entry of the log is SHA-256 of `salt` (decoded) and `said` (UTF-8), and `proof` "
            "leads from it to a signed checkpoint. 404 `entry_not_in_ledger` for declared entries, and for some "
            "seconds after a guaranteed one came or changed.",
        ),
    )
