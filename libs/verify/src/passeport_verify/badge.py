"""Reads Open Badges: the payload is the credential, and the claims of the JWT say what it says (section 8.2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from passeport_verify.signed import Unreadable, open_jws

__all__ = ["ALGORITHM", "TYPE", "read_badge"]

TYPE = "JWT"
ALGORITHM = "RS256"
_BADGE_TYPE = "OpenBadgeCredential"


def read_badge(token: str, keys: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The credential of a badge. Raises Unreadable, Stranger, Altered."""
    badge = open_jws(token, TYPE, keys, alg=ALGORITHM)
    try:
        told = {
            "iss": badge["issuer"]["id"],
            "jti": badge["id"],
            "sub": badge["credentialSubject"]["id"],
            "nbf": datetime.fromisoformat(badge["validFrom"]).timestamp(),
            "exp": datetime.fromisoformat(badge["validUntil"]).timestamp() if "validUntil" in badge else None,
        }
        is_badge = _BADGE_TYPE in badge["type"]
    except (KeyError, TypeError, ValueError, OverflowError) as problem:
        raise Unreadable(f"not an Open Badge: {type(problem).__name__}") from None
    if not is_badge or any(badge.get(claim) != value for claim, value in told.items()):
        raise Unreadable("no Open Badge whose claims say what it says")
    return badge
