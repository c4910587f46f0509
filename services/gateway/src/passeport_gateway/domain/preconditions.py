"""Which version a client saw (RFC 9110, 13), and under which key it asks (Idempotency-Key)."""

from __future__ import annotations

import re

from passeport_gateway.errors import (
    IdempotencyKeyInvalid,
    IdempotencyKeyMissing,
    IfMatchInvalid,
    IfMatchMissing,
)

__all__ = ["KEY_LIMIT", "idempotency_key", "matching_etag", "not_modified", "quoted_etag"]

_ETAG = re.compile(r'"([\x21\x23-\x7e]{1,200})"')
KEY_LIMIT = 128
_KEY = re.compile(rf"[\x21-\x7e]{{1,{KEY_LIMIT}}}")


def quoted_etag(etag: str) -> str:
    """An entity tag as a header value."""
    return f'"{etag}"'


def matching_etag(if_match: str | None) -> str:
    """The one entity tag of If-Match. Raises IfMatchMissing or IfMatchInvalid.

    A weak tag never matches (RFC 9110, 13.1.1), however often the version is read again: it is not valid here.
    """
    if if_match is None or not if_match.strip():
        raise IfMatchMissing
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise IfMatchInvalid
    return found.group(1)


def not_modified(if_none_match: str | None, etag: str) -> bool:
    """Whether the client already has the version `etag`, compared weakly."""
    if if_none_match is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or quoted_etag(etag) in tags


def idempotency_key(header: str | None) -> str:
    """The key of a request that creates; quotes around it are dropped (structured field string)."""
    if header is None or not header.strip():
        raise IdempotencyKeyMissing
    key = header.strip()
    if len(key) >= 2 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if _KEY.fullmatch(key) is None:
        raise IdempotencyKeyInvalid
    return key
