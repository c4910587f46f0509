"""2D-Docs, the visible digital seal of France Titres."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from passeport_gateway.http.schemas.shapes import Shown

__all__ = ["TwoDDocFieldShown", "TwoDDocShown"]


class TwoDDocFieldShown(Shown):
    """One datum that it says."""

    field: str = Field(description="Its identifier in the specification of France Titres.")
    label: str = Field(description="What it is called there, in French.")
    value: str = Field(description="As it stands in the code: capital letters without accents, dates as JJMMAAAA.")


class TwoDDocShown(Shown):
    """A 2D-Doc."""

    document_type: Literal["29", "B0"] = Field(
        description="29: « attestation d'activité professionnelle ». B0: « diplôme »."
    )
    text: str = Field(description="What the symbol holds, with the separators U+001D, U+001E and U+001F as they are.")
    svg: str = Field(description="The symbol, a square DataMatrix with its quiet zone, as an SVG element.")
    fields: list[TwoDDocFieldShown] = Field(description="What it says, in its order.")
