"""What there is to be trained for, and until when a training holds."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import PartialDate, Shown

__all__ = ["Refresher", "TrainingTypeName", "TrainingTypesShown", "ValidityShown", "ValidityStateName"]

ValidityStateName = Literal["upcoming", "valid", "expiring", "expired", "unlimited", "unknown"]
TrainingTypeName = Annotated[
    str,
    Field(
        max_length=60,
        description="What it is a training for, by its `name` in `GET /api/v1/reference/training-types`: until when it "
        "holds follows from that where nothing else is said.",
    ),
]
Refresher = Annotated[bool, Field(description="Whether it renews one that was followed before (recyclage, MAC).")]


class ValidityRuleShown(Shown):
    """How long trainings of a type hold that ended within some days."""

    since_date: date
    until_date: date | None = Field(description="Last of these days; null while it goes on.")
    period: str | None = Field(description="ISO 8601, for example `P2Y`; null where it is for ever.")
    refresher_period: str | None = Field(description="Of a refresher, where that is another one.")
    unlimited: bool
    counts_from: Literal["training_end", "validity_start"]
    force: Literal["law", "recommendation"] = Field(
        description="`recommendation`: of a norm, the INRS or the Assurance maladie; it does not bind."
    )
    source: str = Field(description="The text that says so, in French.")


class ValidityShown(Shown):
    """Until when a training holds, as seen on a day."""

    state: ValidityStateName = Field(
        description="`expiring`: for 90 days at most; `unknown`: neither the declaration nor a rule says until when."
    )
    from_date: PartialDate | None
    until_date: PartialDate | None = Field(
        description="Last day on which it holds, as precise as it is known; null where it is for ever, or not known."
    )
    basis: Literal["declared", "rule"] | None = Field(description="What says so; null where nothing does.")
    as_of_date: date = Field(description="The day on which it stands so, by the clock of Paris.")
    training_type: str | None = Field(description="What it is a training for; null where that is not known.")
    training_type_title: str | None = Field(description="In French.")
    rule: ValidityRuleShown | None = Field(
        description="The rule that is there for it, even where the declaration says something else."
    )


class TrainingTypeShown(Shown):
    """Something to be trained for."""

    name: str = Field(description="Stable, to be given as `training_type`.")
    title: str = Field(description="In French.")
    category: int | None = Field(description="1 to 4, of declarable trainings; null where no text says which.")
    certifications: list[str] = Field(description="Codes of the répertoires that mean it.")
    broad: bool = Field(description="True when it is of several things that are renewed each by itself.")
    source: str = Field(description="The text that knows it, in French.")
    rules: list[ValidityRuleShown] = Field(description="Of two that are for the same day the last counts.")


class TrainingTypesShown(Shown):
    """What there is to be trained for."""

    items: list[TrainingTypeShown]
