"""What a holder let a wallet take that had sent his browser here (OpenID4VCI 1.0, authorisation code flow)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from passeport_chassis.errors import FieldViolation
from passeport_publishing.errors import FieldInvalid

__all__ = ["CODE_LASTS", "WalletGrant", "check_challenge"]

CODE_LASTS = timedelta(seconds=60)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def check_challenge(challenge: str) -> None:
    """Raises FieldInvalid on what is no SHA-256 in base64url (RFC 7636 section 4.2)."""
    if _CHALLENGE.fullmatch(challenge) is None:
        said = "must be 43 characters of base64url, made by the method S256"
        violations = [FieldViolation("code_challenge", said, "CODE_CHALLENGE")]
        raise FieldInvalid("nothing can be granted as asked", violations=violations)


@dataclass(frozen=True, slots=True)
class WalletGrant:
    """The code of an authorization, and what it is bound to. How long it serves, and once, is said by its offer."""

    code_hash: bytes = field(repr=False)
    person_id: UUID
    offer_id: UUID
    client_id: str
    redirect_uri: str
    challenge: str = field(repr=False)
    wallet: str = ""
    """Its name, as the holder read it; empty in rows of before revision 0023."""

    def fault(self, client_id: str, redirect_uri: str, verifier: str) -> str:
        """What of the request that shows its code does not fit; empty when all does."""
        if client_id != self.client_id:
            return "client_id"
        if redirect_uri != self.redirect_uri:
            return "redirect_uri"
        if _VERIFIER.fullmatch(verifier) is None:
            return "code_verifier"
        made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()
        return "" if hmac.compare_digest(made, self.challenge) else "code_verifier"
