"""Identifiers: UUIDv7 (RFC 9562), so that keys made one after the other lie side by side in an index."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Makes a new identifier."""
    return uuid7()


def parse_id(text: str) -> UUID | None:
    """Reads an identifier as the contracts write it; None when it is not one."""
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
