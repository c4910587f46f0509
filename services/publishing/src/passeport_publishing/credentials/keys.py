"""The key that credentials are signed with (ES256), and its public half as outsiders read it (RFC 7517)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey

ALGORITHM = "ES256"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A P-256 key whose kid is its thumbprint (RFC 7638), so that no one has to name it."""

    key: ECKey
    kid: str

    @classmethod
    def load(cls, path: Path) -> "SigningKey":
        """Reads a PEM file."""
        key = ECKey.import_key(path.read_bytes())
        if key.curve_name != "P-256" or not key.is_private:
            raise ValueError("not a private P-256 key")
        return cls(key, key.thumbprint())

    def sign(self, typ: str, payload: Mapping[str, Any], **header: str) -> str:
        """Signs a JSON payload: a JWS in compact form, of a type."""
        written = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        protected = {"alg": ALGORITHM, "typ": typ, **header, "kid": self.kid}
        return jws.serialize_compact(protected, written, self.key, algorithms=[ALGORITHM])

    @property
    def public_jwk(self) -> dict[str, Any]:
        """The public half, as published in the JWK set."""
        return {
            **self.key.as_dict(private=False),
            "kid": self.kid,
            "use": "sig",
            "alg": ALGORITHM,
        }
