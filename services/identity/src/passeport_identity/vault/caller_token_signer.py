"""Signs caller tokens (JWS ES256, RFC 7515, RFC 7518) and publishes the keys that verify them (RFC 7517)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from passeport_identity.domain.caller_token import CallerToken
from passeport_identity.vault.key_ring import KeyFileError

__all__ = ["CallerTokenSigner", "load_caller_token_signer"]

_TYPE = "caller+jwt"
_PUBLIC_KEY = "-----BEGIN PUBLIC KEY-----"


class CallerTokenSigner:
    """Signs with one key; publishes it, and the keys of its neighbours in time, each under its thumbprint (RFC 7638).

    To change keys without a token being refused: publish the new one as a neighbour, sign with it and keep the old
    one as a neighbour, then drop the old one once its last token has expired.
    """

    def __init__(self, key: ec.EllipticCurvePrivateKey, neighbours: Sequence[ec.EllipticCurvePublicKey] = ()) -> None:
        self._key = _named(key)
        published = [self._key, *(_named(neighbour) for neighbour in neighbours)]
        self._jwks = json.dumps(KeySet(list(published)).as_dict(private=False), separators=(",", ":"))

    def sign(self, token: CallerToken) -> str:
        """The token in compact form."""
        header = {"alg": "ES256", "typ": _TYPE, "kid": self._key.kid}
        payload = json.dumps(token.claims(), separators=(",", ":"), ensure_ascii=False).encode()
        return jws.serialize_compact(header, payload, self._key, algorithms=["ES256"])

    @property
    def jwks(self) -> str:
        """The JWK set as JSON text, public parts only."""
        return self._jwks


def load_caller_token_signer(key_file: Path, neighbours_file: Path | None = None) -> CallerTokenSigner:
    """Reads the private key (PEM, P-256) and the public keys to publish beside it. Raises KeyFileError."""
    try:
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except OSError as error:
        raise KeyFileError(f"{key_file}: cannot be read ({error.strerror})") from None
    except (ValueError, TypeError):
        raise KeyFileError(f"{key_file}: must be a private key in PEM, without password") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyFileError(f"{key_file}: must be a key on the curve P-256")
    return CallerTokenSigner(key, _public_keys(neighbours_file) if neighbours_file is not None else ())


def _public_keys(path: Path) -> list[ec.EllipticCurvePublicKey]:
    try:
        blocks = path.read_text(encoding="ascii").split(_PUBLIC_KEY)[1:]
        keys = [serialization.load_pem_public_key((_PUBLIC_KEY + block).encode()) for block in blocks]
    except OSError as error:
        raise KeyFileError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError:
        raise KeyFileError(f"{path}: must be public keys in PEM, one after the other") from None
    found = [key for key in keys if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)]
    if len(found) != len(keys) or not keys:
        raise KeyFileError(f"{path}: must hold public keys on the curve P-256, and nothing else")
    return found


def _named(key: ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) -> ECKey:
    made = ECKey.import_key(key)
    return ECKey.import_key(key, {"kid": made.thumbprint(), "use": "sig", "alg": "ES256"})
