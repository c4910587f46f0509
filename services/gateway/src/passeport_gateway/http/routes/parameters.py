"""Parameters that several lists share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

__all__ = ["Cursor", "PageSize", "ResourceId"]

Cursor = Annotated[str, Query(max_length=2000, description="`next_cursor` of the page before; absent for the first.")]
PageSize = Annotated[int, Query(ge=1, le=300, description="How many items at most.")]
ResourceId = Annotated[str, Path(min_length=1, max_length=64, description="Identifier.")]
