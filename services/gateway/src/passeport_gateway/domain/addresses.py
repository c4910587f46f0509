"""Where a browser may be sent, and from where it may send: paths of our own site, origins that we know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from passeport_gateway.errors import FieldViolation, OriginRefused, ReturnToRefused

__all__ = ["check_origin", "origin_of", "way_back"]

# As identity keeps them at most.
_LONGEST = 2048
# Browsers drop tabs and line ends inside an address and read a backslash as a slash.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_AFTER_ORIGIN = frozenset({"", "/", "?", "#"})


def way_back(text: str, front_ends: Iterable[str]) -> str:
    """Where a browser may be sent on: a path on this site (`/` when there is none), or an address of a front end.

    `front_ends` are origins. An address must begin with one of them, letter by letter, and its path, query or fragment
    must come right after: nothing is parsed, so there are no two ways to read it. Raises ReturnToRefused on anything
    that may lead elsewhere.
    """
    if not text:
        return "/"
    if len(text) <= _LONGEST and text.isascii() and not _FORBIDDEN.search(text):
        if text.startswith("/") and not text.startswith("//"):
            return text
        if any(text.startswith(origin) and text[len(origin) :][:1] in _AFTER_ORIGIN for origin in front_ends):
            return text
    raise ReturnToRefused


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
        raise OriginRefused(violations=[FieldViolation("fetch_site", "", "OTHER_SITE")])
