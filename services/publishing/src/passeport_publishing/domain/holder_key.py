"""The key that a holder binds a credential to: a public P-256 key as a JWK (RFC 7517), as wallets have them."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from passeport_chassis.errors import FieldViolation
from passeport_publishing.errors import FieldInvalid

__all__ = ["HolderKey", "read_holder_key"]

SIZE_LIMIT = 4096
_FIELD = "holder_key"
_NUMBER_BYTES = 32
# The curve y² = x³ - 3x + b over the integers modulo p (FIPS 186-5, P-256).
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


@dataclass(frozen=True, slots=True)
class HolderKey:
    """A point of P-256, its coordinates in base64url."""

    x: str
    y: str

    @property
    def jwk(self) -> dict[str, str]:
        """The key with its required members only: nothing else of what was sent is signed."""
        return {"kty": "EC", "crv": "P-256", "x": self.x, "y": self.y}


def read_holder_key(text: str) -> HolderKey | None:
    """Reads a JWK; None when there is none. Raises FieldInvalid."""
    if not text:
        return None
    if len(text) > SIZE_LIMIT:
        raise _refused(f"must have at most {SIZE_LIMIT} characters", "LENGTH")
    try:
        jwk = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused("must be a JSON Web Key", "HOLDER_KEY") from None
    return _read(jwk)


def _read(jwk: Any) -> HolderKey:
    if isinstance(jwk, dict) and "d" in jwk:
        raise _refused("holds a private key: make a new one, and give its public part alone", "PRIVATE_KEY")
    if not isinstance(jwk, dict) or (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256"):
        raise _refused("must be a public P-256 key: kty EC, crv P-256, x and y", "HOLDER_KEY")
    x, y = _number(jwk.get("x")), _number(jwk.get("y"))
    if x is None or y is None or not (x < _P and y < _P) or (y * y - (x**3 - 3 * x + _B)) % _P:
        raise _refused("is no point of P-256: give x and y as they were made, in base64url", "HOLDER_KEY")
    return HolderKey(_written(x), _written(y))


def _number(text: Any) -> int | None:
    if not isinstance(text, str):
        return None
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return int.from_bytes(data) if len(data) == _NUMBER_BYTES else None


def _written(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(_NUMBER_BYTES)).rstrip(b"=").decode()


def _refused(rule: str, reason: str) -> FieldInvalid:
    return FieldInvalid("the credential cannot be bound to this key", violations=[FieldViolation(_FIELD, rule, reason)])
