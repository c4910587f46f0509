"""The signature of a token alone: what cryptography does for ES256 (RFC 7518, 3.4), everything else done beforehand."""

import base64
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256


def public_key(jwk: Mapping[str, object]) -> ec.EllipticCurvePublicKey:
    """Read the public key of a JWK on the curve P-256."""
    x, y = (int.from_bytes(_bytes(str(jwk[name]))) for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def verify(token: str, key: ec.EllipticCurvePublicKey) -> Callable[[], bool]:
    """Make a function that verifies the signature of that token again and again, and tells whether it is good."""
    signed, _, encoded = token.rpartition(".")
    message, raw = signed.encode(), _bytes(encoded)
    signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    algorithm = ec.ECDSA(SHA256())

    def check() -> bool:
        try:
            key.verify(signature, message, algorithm)
        except InvalidSignature:
            return False
        return True

    return check


def _bytes(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
