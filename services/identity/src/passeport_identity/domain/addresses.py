"""Which addresses may be trusted with secrets."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["is_safe_address"]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_safe_address(address: str) -> bool:
    """Whether an address is https, or loopback, where nothing can listen in between."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
