"""The keys to which FranceConnect+ encrypts (RFC 7516): private parts open, public parts are published (RFC 7517)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc.jwk import ECKey, KeySet, RSAKey

from passeport_identity.vault.key_ring import KeyFileError

__all__ = ["DecryptionKeys", "load_decryption_keys"]

_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)
_SHORTEST_RSA = 2048


class DecryptionKeys:
    """Opens with any of its keys; publishes all, each under its thumbprint (RFC 7638), the first one first.

    FranceConnect+ takes the first that fits. To change keys, put the new one before the old one, and take the old one
    away when FranceConnect+ has long fetched the set again.
    """

    def __init__(self, keys: Sequence[ECKey | RSAKey]) -> None:
        self._keys = {key.kid: key for key in keys}
        published = KeySet(list(keys)).as_dict(private=False)
        self._jwks = json.dumps(published, separators=(",", ":"))

    @property
    def jwks(self) -> str:
        """The JWK set as JSON text, public parts only."""
        return self._jwks

    def key(self, kid: str) -> ECKey | RSAKey | None:
        """The private key of a `kid`, None when there is none."""
        return self._keys.get(kid)


def load_decryption_keys(path: Path) -> DecryptionKeys:
    """Reads private keys (PEM, P-256 or RSA, one after the other). Raises KeyFileError."""
    try:
        blocks = _PRIVATE_KEY.findall(path.read_text(encoding="ascii"))
        keys = [serialization.load_pem_private_key(block.encode(), password=None) for block in blocks]
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, TypeError):
        raise KeyFileError(f"{path}: must be private keys in PEM, without password, one after the other") from None
    named = [_named(key) for key in keys]
    if not named or None in named:
        raise KeyFileError(
            f"{path}: must hold private keys on the curve P-256, or RSA of {_SHORTEST_RSA} bits and more, nothing else"
        )
    return DecryptionKeys([key for key in named if key is not None])


def _named(key: object) -> ECKey | RSAKey | None:
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        made = ECKey.import_key(key)
        return ECKey.import_key(key, {"kid": made.thumbprint(), "use": "enc", "alg": "ECDH-ES"})
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _SHORTEST_RSA:
        # Without `alg`: which OAEP is used was agreed when the service was registered.
        return RSAKey.import_key(key, {"kid": RSAKey.import_key(key).thumbprint(), "use": "enc"})
    return None
