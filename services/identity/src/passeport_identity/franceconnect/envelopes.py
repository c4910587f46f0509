"""Opens what FranceConnect+ encrypts: a JWE (RFC 7516) around the signed token (nested JWT, RFC 7519 section 5.2)."""

from __future__ import annotations

import base64
import json
from typing import Any, Protocol

from joserfc import jwe
from joserfc.jwk import ECKey, RSAKey

from passeport_identity.errors import LoginNotTrusted

__all__ = ["DecryptionKeys", "EnvelopeOpener"]

_MAX_TOKEN = 64 * 1024
_ENCRYPTION = "A256GCM"
# FranceConnect+ names RSA-OAEP and ECDH-ES; RSA-OAEP-256 is the same with a hash of this century.
_KEY_TYPES = {"ECDH-ES": "EC", "RSA-OAEP": "RSA", "RSA-OAEP-256": "RSA"}
# The header also repeats `iss` and `aud`, which a strict check would refuse; those that count are inside, and signed.
_REGISTRY = jwe.JWERegistry(algorithms=[*_KEY_TYPES, _ENCRYPTION], strict_check_header=False)


class DecryptionKeys(Protocol):
    """The private keys of this service."""

    def key(self, kid: str) -> ECKey | RSAKey | None:
        """The key of a `kid`, None when there is none."""
        ...


class EnvelopeOpener:
    """Opens envelopes. Every refusal is a LoginNotTrusted that names its check; what is inside is not yet believed."""

    def __init__(self, keys: DecryptionKeys) -> None:
        self._keys = keys

    def open(self, token: str) -> str:
        """The signed token inside. One that was not encrypted is refused: it was not meant for us alone."""
        if len(token) > _MAX_TOKEN:
            raise LoginNotTrusted("format")
        if token.count(".") == 2:
            raise LoginNotTrusted("not_encrypted")
        header = _header(token)
        key_type = _KEY_TYPES.get(str(header.get("alg")))
        if key_type is None or header.get("enc") != _ENCRYPTION or "zip" in header:
            raise LoginNotTrusted("encryption_algorithm")
        key = self._keys.key(str(header.get("kid")))
        if key is None or key.key_type != key_type:
            raise LoginNotTrusted("encryption_key")
        inside = _decrypted(token, key)
        if str(header.get("cty")).upper() != "JWT" or inside.count(b".") != 2:
            raise LoginNotTrusted("nested")
        try:
            return inside.decode("ascii")
        except ValueError:
            raise LoginNotTrusted("nested") from None


def _header(token: str) -> dict[str, Any]:
    try:
        encoded, _, _, _, _ = token.split(".")
        header = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (ValueError, RecursionError):
        raise LoginNotTrusted("format") from None
    if not isinstance(header, dict):
        raise LoginNotTrusted("format")
    return header


def _decrypted(token: str, key: ECKey | RSAKey) -> bytes:
    try:
        return jwe.decrypt_compact(token, key, registry=_REGISTRY).plaintext or b""
    except Exception:  # noqa: BLE001 - a stranger wrote the header, and libraries fail on it in ways of their own
        raise LoginNotTrusted("decryption") from None
