"""Where a browser may be sent, and from where it may send: paths of our own site, origins that we know."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from passeport_gateway.errors import OriginRefused, ReturnToRefused

__all__ = ["check_origin", "origin_of", "own_path"]

_LONGEST_PATH = 1000
# Browsers drop tabs and line ends inside an address and read a backslash as a slash.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xff\\]")


def own_path(text: str) -> str:
    """A path on this site, `/` when there is none. Raises ReturnToRefused on anything that may lead elsewhere."""
    if not text:
        return "/"
    split = urlsplit(text) if text.startswith("/") else None
    if (
        split is None
        or split.scheme
        or split.netloc
        or text.startswith("//")
        or _FORBIDDEN.search(text)
        or not text.isascii()
        or len(text) > _LONGEST_PATH
    ):
        raise ReturnToRefused
    return text


def origin_of(url: str) -> str:
    """The origin of an address: scheme, host, and port unless it is the usual one (RFC 6454)."""
    split = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(split.scheme)
    port = "" if split.port in {None, usual} else f":{split.port}"
    host = split.hostname or ""
    return f"{split.scheme}://{f'[{host}]' if ':' in host else host}{port}"


def check_origin(origin: str | None, fetch_site: str | None, known: frozenset[str]) -> None:
    """Raises OriginRefused when a browser says that the request was made by a page of a site not `known`.

    Programs that are not browsers say nothing and pass: the CSRF token is asked of everybody.
    """
    if origin is not None:
        if origin not in known:
            raise OriginRefused
        return
    if fetch_site is not None and fetch_site not in {"same-origin", "none"}:
        raise OriginRefused
