"""Parameters that several routes share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator

__all__ = ["Cursor", "PageSize", "ResourceId", "without_nul"]


def without_nul(text: str) -> str:
    """The text with a mark in place of each NUL, which no identifier holds and no service takes: it names nothing."""
    return text.replace("\0", "\ufffd")


Cursor = Annotated[str, Query(max_length=2000, description="`next_cursor` of the page before; absent for the first.")]
PageSize = Annotated[int, Query(ge=1, le=300, description="How many items at most.")]
ResourceId = Annotated[str, Path(min_length=1, max_length=64, description="Identifier."), AfterValidator(without_nul)]
