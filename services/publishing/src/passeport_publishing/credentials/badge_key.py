"""The key that Open Badges are signed with: RS256, which Open Badges 3.0 (section 8.2.3) asks for as a minimum."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import RSAKey

__all__ = ["BADGE_ALGORITHM", "BADGE_TYPE", "BadgeKey"]

BADGE_ALGORITHM = "RS256"
# No other is allowed: a badge cannot be a `vc+jwt` as well.
BADGE_TYPE = "JWT"


@dataclass(frozen=True, slots=True)
class BadgeKey:
    """An RSA key whose kid is the address at which anyone reads its public half, as the specification wants it."""

    key: RSAKey
    kid: str

    @classmethod
    def load(cls, path: Path, issuer: str) -> BadgeKey:
        """Reads a PEM file. `issuer` is the public base URL."""
        key = RSAKey.import_key(path.read_bytes())
        return cls(key, f"{issuer}/keys/{key.thumbprint()}")

    def sign(self, payload: Mapping[str, Any], typ: str = BADGE_TYPE, **header: str) -> str:
        """Signs a JSON payload: a JWS in compact form, of a badge with the three headers that are allowed."""
        written = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        protected = {"alg": BADGE_ALGORITHM, "typ": typ, **header, "kid": self.kid}
        return jws.serialize_compact(protected, written, self.key, algorithms=[BADGE_ALGORITHM])

    @property
    def public_jwk(self) -> dict[str, Any]:
        """The public half, as published in the JWK set and at the address."""
        return {**self.key.as_dict(private=False), "kid": self.kid, "use": "sig", "alg": BADGE_ALGORITHM}
