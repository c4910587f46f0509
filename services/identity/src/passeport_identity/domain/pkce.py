"""Proof Key for Code Exchange (RFC 7636), by the only method that is taken: S256."""

from __future__ import annotations

import base64
import hashlib

__all__ = ["pkce_challenge"]


def pkce_challenge(code_verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(code_verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
