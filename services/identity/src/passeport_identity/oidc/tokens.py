"""Checks what a provider signs: the id_token (OpenID Connect Core 3.1.3.7) and the userinfo (5.3.2)."""

from __future__ import annotations

import hmac
import json
import re
from datetime import datetime
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from passeport_chassis.clock import Clock
from passeport_identity.errors import LoginNotTrusted
from passeport_identity.oidc.directory import ProviderDirectory

__all__ = ["TokenChecker", "shown_level"]

_LEEWAY = 10.0
_MAX_TOKEN = 64 * 1024
_MAX_SUBJECT = 255
_LEVEL = re.compile(r"[A-Za-z0-9:/._#-]{1,100}")


class TokenChecker:
    """Verifies signatures and claims. Every refusal is a LoginNotTrusted that names its check."""

    def __init__(
        self, directory: ProviderDirectory, issuer: str, client_id: str, clock: Clock, *, algorithm: str = "ES256"
    ) -> None:
        self._algorithm = algorithm
        self._directory = directory
        self._issuer = issuer
        self._client_id = client_id
        self._clock = clock

    async def id_token(self, token: str, *, nonce: str) -> tuple[str, str]:
        """The subject and the `acr` of an id_token, whatever level that is: which is enough, the client says."""
        claims = await self._verified(token)
        if not hmac.compare_digest(_text(claims, "nonce").encode(), nonce.encode()):
            raise LoginNotTrusted("nonce")
        return _subject(claims), _text(claims, "acr")

    async def userinfo(self, token: str, *, subject: str) -> dict[str, Any]:
        """The claims of a userinfo. Its subject must be the id_token's (token substitution, Core 16.11)."""
        claims = await self._verified(token)
        if _subject(claims) != subject:
            raise LoginNotTrusted("subject")
        return claims

    async def _verified(self, token: str) -> dict[str, Any]:
        kid = _kid(token, self._algorithm)
        payload = await self._payload(token, kid, anew=False)
        if payload is None:
            # The keys may have changed since they were fetched: once, and only once, they are fetched again.
            payload = await self._payload(token, kid, anew=True)
        if payload is None:
            raise LoginNotTrusted("signature")
        try:
            claims = json.loads(payload)
        except ValueError:
            raise LoginNotTrusted("format") from None
        if not isinstance(claims, dict):
            raise LoginNotTrusted("format")
        self._check_common(claims, self._clock())
        return claims

    async def _payload(self, token: str, kid: str, *, anew: bool) -> bytes | None:
        key = await self._directory.key(kid, anew=anew)
        if key is None:
            return None
        try:
            return jws.deserialize_compact(token, key, algorithms=[self._algorithm]).payload
        except (JoseError, ValueError):
            return None

    def _check_common(self, claims: dict[str, Any], now: datetime) -> None:
        if claims.get("iss") != self._issuer:
            raise LoginNotTrusted("issuer")
        if claims.get("aud") not in (self._client_id, [self._client_id]):
            raise LoginNotTrusted("audience")
        moment = now.timestamp()
        if not _is_number(claims.get("exp")) or claims["exp"] + _LEEWAY < moment:
            raise LoginNotTrusted("expired")
        if not _is_number(claims.get("iat")) or claims["iat"] - _LEEWAY > moment:
            raise LoginNotTrusted("issued_at")


def shown_level(acr: str) -> str:
    """A level as it came, for whoever has to find out; empty for a text that can be none: it is a stranger's."""
    return acr if _LEVEL.fullmatch(acr) else ""


def _kid(token: str, algorithm: str) -> str:
    """The key that a token says it is signed with. Another algorithm is refused before any key is touched."""
    if len(token) > _MAX_TOKEN:
        raise LoginNotTrusted("format")
    try:
        header = jws.extract_compact(token.encode("ascii")).protected
    except (JoseError, ValueError):
        raise LoginNotTrusted("format") from None
    if header.get("alg") != algorithm:
        raise LoginNotTrusted("algorithm")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise LoginNotTrusted("format")
    return kid


def _subject(claims: dict[str, Any]) -> str:
    subject = _text(claims, "sub")
    if not 0 < len(subject) <= _MAX_SUBJECT:
        raise LoginNotTrusted("subject")
    return subject


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
