"""The files that pages are shown with, each under an address that is its content's: it may be kept for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files

__all__ = ["ASSETS", "SCAN", "STYLE", "Asset"]


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with its media type."""

    content: bytes
    media: str
    address: str


def _asset(name: str, media: str) -> Asset:
    content = files("passeport_gateway.http.pages").joinpath(name).read_bytes()
    ending = name.rpartition(".")[2]
    return Asset(content, media, f"/assets/{hashlib.sha256(content).hexdigest()[:12]}.{ending}")


STYLE = _asset("passeport.css", "text/css")
SCAN = _asset("scan.js", "text/javascript")
ASSETS = (STYLE, SCAN)
