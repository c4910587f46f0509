"""Reads Open Badges that anyone sent, as the specification has it (section 8.2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from passeport_publishing.credentials.badge_key import BADGE_ALGORITHM, BADGE_TYPE
from passeport_publishing.credentials.open_badge import OPEN_BADGE_TYPE, badge_address
from passeport_publishing.credentials.signed import UNREADABLE, Signed, open_signed, read_header, read_type
from passeport_publishing.domain.disclosure import Disclosed
from passeport_publishing.domain.verification import CredentialFindings, SignatureState

__all__ = ["is_badge", "read_badge", "read_badge_kid"]

# A badge names its holder as he goes by; the verdict needs these to say as much.
_NAMED = frozenset({"given_name", "family_name", "usage_name"})


def is_badge(token: str) -> bool:
    """Whether a text is to be read as a badge: of the type that badges have, and no other credential of ours."""
    return read_type(token) == BADGE_TYPE


def read_badge_kid(token: str) -> str | None:
    """Returns the key that a badge says it was signed with; None when it is none of ours."""
    return read_header(token, BADGE_TYPE, BADGE_ALGORITHM)


def read_badge(token: str, jwk: Mapping[str, Any] | None) -> CredentialFindings:
    """Verifies a badge with the key that its kid names; None stands for a key that is not ours."""
    signed = open_signed(token, jwk, BADGE_TYPE, alg=BADGE_ALGORITHM)
    if not isinstance(signed, Signed):
        return signed
    try:
        return _findings(signed.payload)
    except UNREADABLE as problem:
        return CredentialFindings(SignatureState.UNREADABLE, f"not an Open Badge: {type(problem).__name__}")


def _findings(badge: Mapping[str, Any]) -> CredentialFindings:
    begins = datetime.fromisoformat(badge["validFrom"])
    ends = datetime.fromisoformat(badge["validUntil"]) if "validUntil" in badge else None
    publication_id, record_id = (UUID(part) for part in badge["id"].rsplit("/", 2)[1:])
    claims = {
        "iss": badge["issuer"]["id"],
        "jti": badge_address(badge["issuer"]["id"], publication_id, record_id),
        "nbf": begins.timestamp(),
        "sub": badge["credentialSubject"]["id"],
        "exp": None if ends is None else ends.timestamp(),
    }
    if OPEN_BADGE_TYPE not in badge["type"] or any(badge.get(name) != value for name, value in claims.items()):
        raise ValueError("its claims and the credential do not say the same")
    return CredentialFindings(
        SignatureState.VALID,
        publication_id=publication_id,
        valid_from=begins,
        valid_until=ends,
        disclosed=Disclosed(_NAMED, frozenset({record_id})),
        award_id=record_id,
    )
