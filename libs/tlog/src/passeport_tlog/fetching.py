"""What the commands that follow a log do with the outside: an address to fetch from, files to keep."""

from __future__ import annotations

import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

__all__ = ["Unreachable", "fetcher", "write_whole"]

_SECONDS = 20.0
# An entry bundle of the largest entries there can be.
_MOST_BYTES = 256 * (2 + 0xFFFF)


class Unreachable(Exception):
    """The log does not answer, or not with what was asked for: that says nothing of the log yet."""


def fetcher(address: str) -> Callable[[str], bytes]:
    """Fetches paths below the address of a log. Raises ValueError for an address that is neither https nor http."""
    if urllib.parse.urlsplit(address).scheme not in {"https", "http"}:
        raise ValueError(f"the address of a log begins with https:// (or http://), not {address[:100]!r}")

    def fetch(path: str) -> bytes:
        where = f"{address.rstrip('/')}/{path}"
        # A copy that is older than what was accepted would look like a log that shrank.
        request = urllib.request.Request(where, headers={"Cache-Control": "no-cache"})  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                data = bytes(answer.read(_MOST_BYTES + 1))
        except (OSError, ValueError) as error:
            raise Unreachable(f"{where}: {error}") from None
        if len(data) > _MOST_BYTES:
            raise Unreachable(f"{where}: is larger than anything of a log")
        return data

    return fetch


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that whoever reads it meanwhile, or after a crash, finds all of it or what was there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.write_bytes(data)
    unfinished.replace(path)
