"""The key of a partner: its public part is registered once, and each assertion that it signs serves once."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ALGORITHM = "ES256"
# Time enough to paste it; identity takes five minutes at most.
_SECONDS = 240


class KeyFileError(ValueError):
    """A file that holds no key to sign with; the message names it and what it should hold."""


@dataclass(frozen=True)
class SigningKey:
    """A private key on the curve P-256."""

    _key: ECKey

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a key from its file. Raises KeyFileError."""
        try:
            key = ECKey.import_key(path.read_bytes())
        except OSError as error:
            raise KeyFileError(f"{path}: {error.strerror}") from error
        except (JoseError, ValueError, TypeError) as error:
            raise KeyFileError(f"{path}: holds no private key of the curve P-256 in PEM") from error
        if not key.is_private or key.curve_name != "P-256":
            raise KeyFileError(f"{path}: holds no private key of the curve P-256 in PEM")
        return cls(key)

    @property
    def jwks(self) -> str:
        """The JWK set to register: the public part under its thumbprint."""
        public = {**self._key.as_dict(private=False), "kid": self._key.thumbprint(), "use": "sig", "alg": _ALGORITHM}
        return json.dumps({"keys": [public]}, indent=2, sort_keys=True)

    def assertion(self, client_id: str, audience: str) -> str:
        """Sign that we are that client, for one request to that gateway."""
        now = int(time.time())
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": audience,
            "iat": now,
            "exp": now + _SECONDS,
            "jti": str(uuid4()),
        }
        header = {"alg": _ALGORITHM, "kid": self._key.thumbprint()}
        return jws.serialize_compact(header, json.dumps(claims), self._key, algorithms=[_ALGORITHM])
