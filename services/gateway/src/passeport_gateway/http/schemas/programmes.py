"""Programmes of prevention: what there is, and bodies that are theirs alone."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from passeport_gateway.http.schemas.shapes import Asked, Shown

__all__ = ["ProgrammeAnswer", "ProgrammeBody", "ProgrammeShown"]


class ProgrammeRouteShown(Shown):
    """A route of a programme, for whoever asks."""

    method: Literal["GET", "PUT", "DELETE"]
    address: str = Field(description="Its address, with its parts in braces.")
    summary: str = Field(description="What it does, in French.")
    request_schema: dict[str, Any] | None = Field(description="JSON Schema (2020-12) of its body; null: it takes none.")
    response_schema: dict[str, Any] = Field(description="JSON Schema (2020-12) of its answer.")


class ProgrammeShown(Shown):
    """A programme that is installed."""

    name: str = Field(description="Its name, which is in its addresses.")
    title: str = Field(description="What it is called, in French.")
    version: str | None = Field(description="Its version; null where it could not be loaded.")
    available: bool = Field(description="False while it does not work; everything else does.")
    routes: list[ProgrammeRouteShown]


class ProgrammeBody(Asked):
    """The body of a route of a programme: what is in it says its `request_schema`."""

    model_config = ConfigDict(extra="allow", strict=True)


class ProgrammeAnswer(Shown):
    """The answer of a route of a programme: what is in it says its `response_schema`."""

    model_config = ConfigDict(extra="allow")
