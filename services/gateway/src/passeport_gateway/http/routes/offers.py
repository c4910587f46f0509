"""Offers to join what the holder declared to what a source guarantees: listed, accepted, refused."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from passeport.records.v1.joining_service_pb2 import Offer
from passeport_chassis.rpc import use_caller_token
from passeport_gateway.http import examples
from passeport_gateway.http.admission import RECORDS, holder_token
from passeport_gateway.http.door import Door
from passeport_gateway.http.languages import language_of, said_in
from passeport_gateway.http.openapi import Ok, described
from passeport_gateway.http.render.offers import OFFER_STATES, offer_json
from passeport_gateway.http.render.values import json_answer
from passeport_gateway.http.routes.parameters import ResourceId
from passeport_gateway.http.schemas.offers import OfferShown, OffersShown, OfferStateName

__all__ = ["add_offers"]

_PATH = "/api/v1/passport/offers"


def _answer(request: Request, offer: Offer) -> Response:
    language = language_of(request)
    return json_answer(offer_json(offer, language), 200, said_in(language))


def add_offers(app: FastAPI, door: Door) -> None:
    """Adds the routes."""
    records = door.services.records

    async def list_offers(
        request: Request,
        state: Annotated[OfferStateName, Query(description="`joined` lists what the holder has joined.")] = "open",
    ) -> Response:
        wanted: Any = OFFER_STATES[state]
        with use_caller_token(await holder_token(door, request, RECORDS)):
            found = await records.offers(wanted)
        language = language_of(request)
        return json_answer({"items": [offer_json(offer, language) for offer in found]}, 200, said_in(language))

    async def accept_offer(request: Request, declared_id: ResourceId, guaranteed_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(door, request, RECORDS)):
            offer = await records.accept_offer(declared_id, guaranteed_id)
        return _answer(request, offer)

    async def refuse_offer(request: Request, declared_id: ResourceId, guaranteed_id: ResourceId) -> Response:
        with use_caller_token(await holder_token(door, request, RECORDS)):
            offer = await records.refuse_offer(declared_id, guaranteed_id)
        return _answer(request, offer)

    app.add_api_route(
        _PATH,
        list_offers,
        **described(
            "List declared entries that an official source now guarantees, and awards that two sources sent",
            "passport",
            Ok(200, OffersShown, {"items": [examples.OFFER]}),
            problems=(422,),
            description="Entries match by the number of an award, or by employer and period. Nothing is joined by "
            "itself. The declared entry of an offer that is `joined` is in no list of records: it is what the holder "
            "adds to the guaranteed one, and is listed again should that be taken back. A `declared` entry of the "
            "nature `guaranteed` is the later of two that two sources seem to have sent of one award.",
        ),
    )
    one = f"{_PATH}/{{declared_id}}/{{guaranteed_id}}"
    app.add_api_route(
        f"{one}/acceptance",
        accept_offer,
        methods=["POST"],
        **described(
            "Join the two entries of an offer",
            "passport",
            Ok(200, OfferShown, examples.OFFER_JOINED),
            unsafe=True,
            problems=(404, 409, 422),
            description="What the holder wrote and its files stay his own, and each of two sources its provenance. "
            "Doing it again changes nothing.",
        ),
    )
    app.add_api_route(
        f"{one}/refusal",
        refuse_offer,
        methods=["POST"],
        **described(
            "Refuse to join two entries, or separate them",
            "passport",
            Ok(200, OfferShown, examples.OFFER_REFUSED),
            unsafe=True,
            problems=(404, 422),
            description="It is never offered again for these two. They may still be joined by an acceptance.",
        ),
    )
