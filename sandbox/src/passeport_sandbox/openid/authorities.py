"""Whom a client believes over TLS, read once: one that reads them for itself is longer about it than at its work."""

import ssl
from functools import cache

import httpx

__all__ = ["trusted_authorities"]


@cache
def trusted_authorities() -> ssl.SSLContext:
    """Give what `httpx` trusts by default; for `verify`, of as many clients as one likes."""
    return httpx.create_ssl_context()
