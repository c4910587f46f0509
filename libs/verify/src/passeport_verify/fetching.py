"""Fetches keys and lists from the issuer, for who is online: from his own address only, bounded in size and time."""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import urlsplit

from passeport_verify.signed import LIMIT

__all__ = ["Unreachable", "fetch_text", "read_base_url"]

_SECONDS = 10


class Unreachable(ValueError):
    """Nothing came, or too much."""


def read_base_url(text: str) -> str:
    """Reads the address of an issuer. Raises ValueError unless it is https, or http on this machine."""
    parts = urlsplit(text)
    at_home = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if not (at_home or (parts.scheme == "https" and parts.hostname)) or parts.query or parts.fragment:
        raise ValueError("must be an https:// address")
    return text.rstrip("/")


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """Whoever sends elsewhere is not followed: the address is what is trusted."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def fetch_text(address: str) -> str:
    """What is at an address. Raises Unreachable."""
    opener = urllib.request.build_opener(_NoRedirection)
    try:
        with opener.open(address, timeout=_SECONDS) as answer:
            data: bytes = answer.read(LIMIT + 1)
    except (OSError, urllib.error.URLError, ValueError) as problem:
        raise Unreachable(f"{address}: {problem}") from None
    if len(data) > LIMIT:
        raise Unreachable(f"{address}: longer than {LIMIT} bytes")
    return data.decode("utf-8", errors="replace")
