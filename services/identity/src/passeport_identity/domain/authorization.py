"""Authorizations: the code by which a platform obtains tokens, and the tokens, all bound to one consent of a holder.

OAuth 2.0 authorization code (RFC 6749 section 4.1) with PKCE by S256 (RFC 7636), refresh tokens that rotate (RFC 9700
section 4.14). Secrets are kept as digests.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_identity.domain.partner import PartnerProof
from passeport_identity.domain.pkce import pkce_challenge
from passeport_identity.errors import FieldInvalid, GrantInvalid

__all__ = [
    "CODE_LASTS",
    "AuthorizationCode",
    "PlatformLifetimes",
    "PlatformToken",
    "PushedRequest",
    "TokenKind",
    "check_challenge",
]

CODE_LASTS = timedelta(seconds=60)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def check_challenge(challenge: str) -> None:
    """Raises FieldInvalid on what is no SHA-256 in base64url (RFC 7636 section 4.2)."""
    if _CHALLENGE.fullmatch(challenge) is None:
        said = "must be 43 characters of base64url, made by the method S256"
        raise FieldInvalid([FieldViolation("code_challenge", said, "CODE_CHALLENGE")])


@dataclass(frozen=True, slots=True)
class PlatformLifetimes:
    """How long an access token of a platform lives, and a refresh token that nobody uses."""

    access: timedelta
    refresh: timedelta


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """A code: what it was given for, and by whom. `ends_at` is when the consent ends, `grant_id` names this one
    authorization among those under the consent: a consent that is given again is the same.
    """

    digest: bytes = field(repr=False)
    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str = field(repr=False)
    person_id: UUID
    consent_id: UUID
    expires_at: datetime
    ends_at: datetime
    used_at: datetime | None = None
    grant_id: UUID | None = None

    def check(self, redirect_uri: str, code_verifier: str, now: datetime) -> None:
        """Raises GrantInvalid, naming the check, on what does not fit; the client is known to be its own."""
        if now >= self.expires_at:
            raise GrantInvalid("expired")
        if redirect_uri != self.redirect_uri:
            raise GrantInvalid("redirect_uri")
        fits = _VERIFIER.fullmatch(code_verifier) is not None and hmac.compare_digest(
            pkce_challenge(code_verifier), self.challenge
        )
        if not fits:
            raise GrantInvalid("code_verifier")


@dataclass(frozen=True, slots=True)
class PushedRequest:
    """An authorization request that a client sent before the browser comes with it; its parameters as they came."""

    digest: bytes = field(repr=False)
    client_id: str
    parameters: Mapping[str, str]
    expires_at: datetime


class TokenKind(StrEnum):
    """What a token of a platform is for."""

    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class PlatformToken:
    """A token of a platform. `scopes` are those that the holder granted, of an access token those that it has;
    `grant_id` is that of its code.
    """

    digest: bytes = field(repr=False)
    kind: TokenKind
    client_id: str
    person_id: UUID
    consent_id: UUID
    scopes: frozenset[str]
    expires_at: datetime
    ends_at: datetime
    proof: PartnerProof
    used_at: datetime | None = None
    grant_id: UUID | None = None
