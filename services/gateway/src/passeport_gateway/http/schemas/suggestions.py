"""What forms are suggested while somebody is typing."""

from __future__ import annotations

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Shown

__all__ = ["SuggestionsShown"]


class RangeShown(Shown):
    """A part of a text, in Unicode code points."""

    start: int = Field(description="The first one, counted from 0.")
    end: int = Field(description="The one after the last.")


class SuggestionShown(Shown):
    """A term of a referential that may be meant."""

    scheme: str = Field(description="`rncp`, `rs`, `rome`, `rome-appellations` or `rome-skills`.")
    code: str = Field(description="With `scheme` it names the term for ever.")
    label: str
    level: int | None = Field(description="Level 1 to 8 of the national framework.")
    active: bool = Field(description="False for a certification that is no longer registered: who has it keeps it.")
    occupation_code: str | None = Field(description="Of an occupation, or of the name of a job: its code in the ROME.")
    matches: list[RangeShown] = Field(description="The parts of `label` that were found, in order.")


class SuggestionsShown(Shown):
    """The best suggestions."""

    items: list[SuggestionShown]
    total: int = Field(description="How many terms there are in all, to be told to whom the list is read out.")
