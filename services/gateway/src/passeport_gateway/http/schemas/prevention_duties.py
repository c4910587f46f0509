"""What a partner has still to do for the passeport de prévention."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Shown

__all__ = ["DutiesShown"]


class CategoryShown(Shown):
    """A kind of trainings that is to be declared."""

    number: int = Field(description="1 to 4.")
    label: str = Field(description="In French.")
    examples: list[str]


class DutyShown(Shown):
    """What is to be done of the trainings of some days."""

    kind: Literal["declare", "verify"]
    since_date: date = Field(description="First day of the trainings: their last, or the first of their validity.")
    until_date: date = Field(description="Last of these days; today's where it goes on.")
    due_date: date = Field(description="Last day on which it is in time.")
    categories: list[CategoryShown] = Field(description="What is to be declared; empty of a verification.")
    awaiting: int = Field(description="Of a verification: trainings that you have said nothing of yet.")
    euros: int | None = Field(description="What it may cost not to do it; null where no text says so.")
    source: str = Field(description="The text that says so.")


class ExclusionShown(Shown):
    """Trainings that are not to be declared."""

    code: str
    label: str = Field(description="In French.")
    source: str


class DutiesShown(Shown):
    """What a partner has still to do in time, and what nobody declares."""

    duties: list[DutyShown] = Field(description="The first due first.")
    exclusions: list[ExclusionShown]
