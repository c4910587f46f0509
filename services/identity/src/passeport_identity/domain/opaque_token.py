"""Secrets that mean something only to this service: session and access tokens, states, browser bindings.

256 random bits each. Only their SHA-256 is kept: who reads the database cannot use what he finds, and a fast hash is
enough, there being nothing to guess.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

__all__ = ["csrf_token_of", "digest", "is_csrf_token_of", "mint"]

_BYTES = 32


def mint() -> str:
    """Makes a new secret: 43 characters, fit for URLs and cookies."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode()).digest()


def csrf_token_of(session_token: str) -> str:
    """The CSRF token of a session: derived from its secret, so that nothing more is kept and it dies with it."""
    made = hmac.digest(session_token.encode(), b"passeport csrf", "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def is_csrf_token_of(session_token: str, candidate: str) -> bool:
    """Whether a CSRF token is the session's, in constant time."""
    return hmac.compare_digest(csrf_token_of(session_token).encode(), candidate.encode())
