"""Offers to join two entries."""

from __future__ import annotations

from typing import Any

from passeport.records.v1.joining_service_pb2 import Offer, OfferState
from passeport_gateway.domain.language import Language
from passeport_gateway.http.render.entries import entry_json
from passeport_gateway.http.render.values import enum_names

__all__ = ["OFFER_STATES", "offer_json"]

_STATES = enum_names(OfferState.DESCRIPTOR)
OFFER_STATES = {name: number for number, name in _STATES.items()}


def offer_json(value: Offer, language: Language) -> dict[str, Any]:
    """One offer, with both entries."""
    return {
        "declared": entry_json(value.declared, language),
        "guaranteed": entry_json(value.guaranteed, language),
        "agreements": [*value.agreements],
        "state": _STATES[value.state],
    }
