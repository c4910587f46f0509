"""The files that pages are shown with, each under a name that is its content's: it may be kept for ever."""

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
    name: str

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"/assets/{self.name}"


def _asset(file: str, media: str) -> Asset:
    content = files("passeport_gateway.http.pages").joinpath(file).read_bytes()
    ending = file.rpartition(".")[2]
    return Asset(content, media, f"{hashlib.sha256(content).hexdigest()[:12]}.{ending}")


STYLE = _asset("passeport.css", "text/css")
SCAN = _asset("scan.js", "text/javascript")
ASSETS = {asset.name: asset for asset in (STYLE, SCAN)}
