"""Offers to join what the holder declared to what a source guarantees."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.entries import EntryShown
from passeport_gateway.http.schemas.shapes import Shown

__all__ = ["OfferShown", "OfferStateName", "OffersShown"]

OfferStateName = Literal["open", "joined", "refused"]


class OfferShown(Shown):
    """Two entries that seem to say the same."""

    declared: EntryShown = Field(
        description="What the holder declared; or, with the nature `guaranteed`, the later of what two sources sent."
    )
    guaranteed: EntryShown
    agreements: list[str] = Field(
        description="What they agree in: `award_code`; or `title` and `year`; or `siret`, `organisation_name` or "
        "`activity` together with `period`. Of two guaranteed awards: `award_code`, `diploma_code`, or `title` and "
        "`level`, together with `date`."
    )
    state: OfferStateName


class OffersShown(Shown):
    """The offers in a state."""

    items: list[OfferShown]
