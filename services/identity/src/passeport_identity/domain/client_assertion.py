"""The claims of a client assertion: a partner proves who it is by what it signs (RFC 7523 sections 2.2 and 3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from passeport_identity.errors import ClientInvalid

__all__ = ["ClientAssertion"]

# Clocks of partners differ from ours by so much.
_LEEWAY = timedelta(seconds=30)
# How long we must remember an assertion, so that it serves once.
_LONGEST = timedelta(minutes=5)
_LONGEST_ID = 255
_YEAR_3000 = 32_503_680_000


@dataclass(frozen=True, slots=True)
class ClientAssertion:
    """An assertion that may be believed: whose it is, and by which id it is known until it lapses."""

    client_id: str
    id: str = field(repr=False)
    expires_at: datetime

    @classmethod
    def of_claims(
        cls, claims: Mapping[str, Any], client_id: str, audiences: Collection[str], now: datetime
    ) -> ClientAssertion:
        """Checks what was signed. Raises ClientInvalid with the check that failed."""
        if claims.get("iss") != client_id or claims.get("sub") != client_id:
            raise ClientInvalid("issuer")
        audience = claims.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        # For us and nobody else: what is meant for another too, the other could show to us.
        if not named or not all(isinstance(each, str) and each in audiences for each in named):
            raise ClientInvalid("audience")
        expires_at = _moment(claims, "exp")
        if expires_at is None or expires_at + _LEEWAY <= now:
            raise ClientInvalid("expired")
        if expires_at - _LEEWAY > now + _LONGEST:
            raise ClientInvalid("lifetime")
        for name in ("nbf", "iat"):
            begins_at = _moment(claims, name)
            if name in claims and (begins_at is None or begins_at - _LEEWAY > now):
                raise ClientInvalid("not_yet")
        assertion_id = claims.get("jti")
        if (
            not isinstance(assertion_id, str)
            or not 0 < len(assertion_id) <= _LONGEST_ID
            or not assertion_id.isprintable()
        ):
            raise ClientInvalid("id")
        return cls(client_id, assertion_id, expires_at + _LEEWAY)


def _moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    seconds = claims.get(name)
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds < _YEAR_3000:
        return None
    return datetime.fromtimestamp(seconds, UTC)
