"""The two sorts of shapes, and the lists and problems that every area shares."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from passeport_gateway.domain.partial_date import PATTERN

__all__ = [
    "Asked",
    "FieldProblem",
    "GapShown",
    "Id",
    "KindName",
    "Page",
    "PartialDate",
    "ProblemShown",
    "Shown",
    "Timestamp",
]

T = TypeVar("T")

Id = Annotated[str, Field(description="Identifier (UUIDv7).", json_schema_extra={"format": "uuid"})]
PartialDate = Annotated[
    str, Field(pattern=PATTERN, description="`AAAA`, `AAAA-MM` or `AAAA-MM-JJ`, as much of it as is known.")
]
Timestamp = Annotated[str, Field(description="RFC 3339, UTC.", json_schema_extra={"format": "date-time"})]


KindName = Literal[
    "employment",
    "certification",
    "diploma",
    "training",
    "habilitation",
    "driving_licence",
    "language",
    "skill",
    "engagement",
]


class Asked(BaseModel):
    """A body that a client sends: fields that are not known here are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Shown(BaseModel):
    """A body that the gateway answers with; fields may be added to it."""


class Page(Shown, Generic[T]):
    """One page of a list."""

    items: list[T]
    next_cursor: str | None = Field(description="To be sent as `cursor` for the next page; null on the last one.")


class GapShown(Shown):
    """A service that did not answer, so that its part is missing."""

    service: str = Field(description="`identity`, `records`, `publishing` or `prevention`.")
    code: str = Field(description="`unavailable`, `timeout`, `overloaded` or `failed`.")


class FieldProblem(Shown):
    """What is wrong with one field: `pointer`, `parameter` or `header` says which; without any, the body as a whole."""

    pointer: str | None = Field(None, description="JSON pointer (RFC 6901) into the JSON that was sent, as a fragment.")
    parameter: str | None = Field(None, description="Name of a parameter of the address, or of a field of a form.")
    header: str | None = Field(None, description="Name of a header.")
    code: str = Field(description="Stable code of the rule.")
    detail: str = Field(description="The rule in words, in the language asked for.")


class ProblemShown(Shown):
    """Why a request was refused (RFC 9457)."""

    type: str = Field(description="Address of the description of this kind of problem, relative to the gateway.")
    title: str = Field(description="The kind in words.")
    status: int = Field(description="HTTP status.", ge=400, le=599)
    detail: str = Field(description="What happened and what to do about it.")
    instance: str = Field(description="Path that was asked for.")
    code: str = Field(description="Stable code of the kind; the last part of `type`.")
    trace_id: str = Field(description="Identifier to give to support.")
    errors: list[FieldProblem] | None = Field(None, description="The fields that are wrong.")
    login_url: str | None = Field(None, description="With `session_invalid`: where to sign in.")
    activation_url: str | None = Field(None, description="When the account must be activated first: where.")
    step_up_url: str | None = Field(
        None,
        description="With `assurance_too_low`: where to sign in at the level that is asked for. Put an address of your "
        "own in its `return_to`; it has the `Referer` of the request, if that is of a known front end.",
    )
    reopening_url: str | None = Field(None, description="With `account_closed`: where to open it again.")
    line: int | None = Field(None, description="With `file_invalid`: line, counted from 1.")
    column: int | None = Field(None, description="With `file_invalid`: column, counted from 1.")
    rule: str | None = Field(None, description="With `file_invalid`: the rule of the format that is broken.")
    reason: str | None = Field(
        None, description="With `file_invalid`: the reason in words, as whoever read the file put it, in French."
    )
    metadata: dict[str, Any] | None = Field(None, description="Values that the detail speaks of.")
