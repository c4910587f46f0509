"""Identifiers of events: UUIDv7 (RFC 9562), whose first 48 bits are the moment at which their thing was made."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

__all__ = ["moment_of"]


def moment_of(text: str) -> datetime | None:
    """The moment in an identifier, to the millisecond; None for what is no identifier of ours."""
    try:
        found = UUID(text) if len(text) == 36 else None
    except ValueError:
        found = None
    if found is None or found.version != 7:
        return None
    try:
        return datetime.fromtimestamp((found.int >> 80) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
