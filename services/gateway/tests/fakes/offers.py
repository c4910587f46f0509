"""Records: offers to join two entries, of whatever is declared and guaranteed."""

# ruff: noqa: N802 - the contracts name the methods

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fakes.attachments import DOMAIN, FakeAttachments
from fakes.refusals import refusal
from passeport.records.v1 import joining_service_pb2 as pb
from passeport.records.v1.entry_pb2 import NATURE_DECLARED, NATURE_GUARANTEED, Entry
from passeport.records.v1.joining_service_pb2_grpc import JoiningServiceServicer
from passeport_chassis.errors import Kind
from passeport_chassis.rpc import current_caller

__all__ = ["FakeOffers"]


@dataclass(slots=True)
class FakeOffers(FakeAttachments, JoiningServiceServicer):
    entries: dict[str, dict[str, Entry]] = field(default_factory=dict)
    decided: dict[tuple[str, str], pb.OfferState] = field(default_factory=dict)

    def _offers(self) -> list[pb.Offer]:
        mine = self.entries.get(current_caller().subject, {}).values()
        return [
            pb.Offer(
                declared=declared,
                guaranteed=guaranteed,
                agreements=["siret", "period"],
                state=self.decided.get((declared.id, guaranteed.id), pb.OFFER_STATE_OPEN),
            )
            for declared in mine
            if declared.nature == NATURE_DECLARED
            for guaranteed in mine
            if guaranteed.nature == NATURE_GUARANTEED
        ]

    async def ListOffers(self, request: Any, context: Any) -> pb.ListOffersResponse:
        return pb.ListOffersResponse(offers=[offer for offer in self._offers() if offer.state == request.state])

    def _decide(self, request: Any, state: pb.OfferState) -> pb.Offer:
        for offer in self._offers():
            if (offer.declared.id, offer.guaranteed.id) == (request.declared_id, request.guaranteed_id):
                offer.state = self.decided[offer.declared.id, offer.guaranteed.id] = state
                return offer
        raise refusal(Kind.NOT_FOUND, "OFFER_NOT_FOUND", DOMAIN)

    async def AcceptOffer(self, request: Any, context: Any) -> pb.Offer:
        return self._decide(request, pb.OFFER_STATE_JOINED)

    async def RefuseOffer(self, request: Any, context: Any) -> pb.Offer:
        return self._decide(request, pb.OFFER_STATE_REFUSED)
