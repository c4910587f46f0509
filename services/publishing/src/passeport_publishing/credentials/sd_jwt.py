"""Selective disclosure of JWTs (RFC 9901): what a signed payload hides, and the disclosures that show it again."""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from typing import Any

# RFC 9901, section 9.3: 128 bits of salt for each disclosure.
_SALT_BYTES = 16
_draw = secrets.SystemRandom()

HASH_NAME = "sha-256"


def digest_of(disclosure: str) -> str:
    """The digest that stands for a disclosure in the payload (section 4.2.3)."""
    return _base64url(hashlib.sha256(disclosure.encode("ascii")).digest())


class Concealer:
    """Hides members and elements of one payload; `disclosures` are what shows them again."""

    def __init__(self) -> None:
        self.disclosures: list[str] = []

    def members(self, values: dict[str, Any], *, at_least: int) -> list[str]:
        """The `_sd` array that hides members, with decoys up to a number, in an order that tells nothing."""
        digests = [self._hide([name, value]) for name, value in values.items()]
        digests += [_decoy() for _ in range(at_least - len(digests))]
        return sorted(digests)

    def elements(self, values: Sequence[Any], *, decoys: int) -> list[dict[str, str]]:
        """An array whose elements are hidden, in their order, with decoys anywhere among them."""
        hidden = [{"...": self._hide([value])} for value in values]
        for _ in range(decoys):
            hidden.insert(_draw.randint(0, len(hidden)), {"...": _decoy()})
        return hidden

    def _hide(self, named: list[Any]) -> str:
        salted = [_base64url(secrets.token_bytes(_SALT_BYTES)), *named]
        disclosure = _base64url(json.dumps(salted, ensure_ascii=False, separators=(",", ":")).encode())
        self.disclosures.append(disclosure)
        return digest_of(disclosure)


def _decoy() -> str:
    # The digest of what nobody has (section 4.2.5).
    return _base64url(hashlib.sha256(secrets.token_bytes(32)).digest())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
