"""Nonces for wallets that no table has to keep: each holds its end, and a MAC that only we can make.

Anyone may ask for one, so that rows would be written for strangers. A nonce is good for several proofs until its end,
which the specification leaves to the issuer (section 13.8): a proof is worth nothing without the access token.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["NonceMint"]

NONCE_LASTS = timedelta(minutes=5)
_RANDOM_BYTES, _END_BYTES, _MAC_BYTES = 16, 8, 16


class NonceMint:
    """Makes and knows nonces, by a key that all replicas derive from a secret of the service."""

    def __init__(self, secret: bytes) -> None:
        self._key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"openid4vci c_nonce").derive(secret)

    def new(self, now: datetime) -> str:
        """Makes one."""
        end = int((now + NONCE_LASTS).timestamp()).to_bytes(_END_BYTES)
        said = end + secrets.token_bytes(_RANDOM_BYTES)
        return base64.urlsafe_b64encode(said + self._mac(said)).decode()

    def holds(self, nonce: str, now: datetime) -> bool:
        """Whether it is one of ours, and still good."""
        try:
            data = base64.b64decode(nonce, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return False
        if len(data) != _END_BYTES + _RANDOM_BYTES + _MAC_BYTES:
            return False
        said, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
        return hmac.compare_digest(mac, self._mac(said)) and now.timestamp() < int.from_bytes(said[:_END_BYTES])

    def _mac(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, hashlib.sha256)[:_MAC_BYTES]
