"""The secrets by which shares open: 256 random bits, of which a hash is kept and nothing else."""

from __future__ import annotations

import hashlib
import secrets

__all__ = ["digest_of", "new_secret", "share_address"]

_BYTES = 32
# What is longer is none of ours, and takes time to hash.
_LONGEST = 200


def new_secret() -> str:
    """Draws a secret, as addresses and cookies hold it: base64url, 43 characters."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret: SHA-256, enough for what cannot be guessed. Whatever the text is, it has one."""
    return hashlib.sha256(secret[:_LONGEST].encode("utf-8", "surrogatepass")).digest()


def share_address(base_url: str, token: str) -> str:
    """The page that a link opens."""
    return f"{base_url}/p/{token}"
