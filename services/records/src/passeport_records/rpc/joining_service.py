"""JoiningService: the holder joins what he declared to what a source guarantees, or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from passeport.records.v1 import joining_service_pb2 as pb
from passeport.records.v1 import joining_service_pb2_grpc
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import parse_id
from passeport_records.domain.joining import Decision, Offer
from passeport_records.errors import FieldInvalid, OfferNotFound
from passeport_records.rpc import render
from passeport_records.rpc.callers import calling_holder
from passeport_records.usecases.join_entries import decide_offer, list_offers
from passeport_records.usecases.ports import OpenWork

__all__ = ["JoiningServicer"]

_STATES = {
    Decision.OPEN: pb.OFFER_STATE_OPEN,
    Decision.JOINED: pb.OFFER_STATE_JOINED,
    Decision.REFUSED: pb.OFFER_STATE_REFUSED,
}
_DECISIONS = {number: decision for decision, number in _STATES.items()} | {pb.OFFER_STATE_UNSPECIFIED: Decision.OPEN}


class JoiningServicer(joining_service_pb2_grpc.JoiningServiceServicer):
    """Serves passeport.records.v1.JoiningService."""

    def __init__(self, open_work: OpenWork, clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def ListOffers(self, request: pb.ListOffersRequest, context: Any) -> pb.ListOffersResponse:  # noqa: N802
        """Lists the offers in a state."""
        wanted = _DECISIONS.get(request.state)
        if wanted is None:
            raise FieldInvalid(FieldViolation("state", "is not one that this version knows", "UNKNOWN_VALUE"))
        found = await list_offers(self._open_work, self._clock, person_id=calling_holder(), wanted=wanted)
        return pb.ListOffersResponse(offers=[_rendered(offer) for offer in found])

    async def AcceptOffer(self, request: pb.AcceptOfferRequest, context: Any) -> pb.Offer:  # noqa: N802
        """Joins two entries."""
        return await self._decide(request.declared_id, request.guaranteed_id, Decision.JOINED)

    async def RefuseOffer(self, request: pb.RefuseOfferRequest, context: Any) -> pb.Offer:  # noqa: N802
        """Refuses to join two entries, or separates them."""
        return await self._decide(request.declared_id, request.guaranteed_id, Decision.REFUSED)

    async def _decide(self, declared_id: str, guaranteed_id: str, decision: Decision) -> pb.Offer:
        offer = await decide_offer(
            self._open_work,
            self._clock,
            person_id=calling_holder(),
            declared_id=_entry_id(declared_id),
            guaranteed_id=_entry_id(guaranteed_id),
            decision=decision,
        )
        return _rendered(offer)


def _entry_id(text: str) -> UUID:
    found = parse_id(text)
    if found is None:
        raise OfferNotFound
    return found


def _rendered(offer: Offer) -> pb.Offer:
    return pb.Offer(
        declared=render.entry(offer.declared),
        guaranteed=render.entry(offer.guaranteed),
        agreements=offer.agreements,
        state=_STATES[offer.decision],
    )
