"""Tiles as c2sp.org/tlog-tiles has them: where each is, and what its bytes are.

A tile is 256 consecutive hashes of one level of the tree; those of level 0 are leaf hashes, those of level 1 the roots
of whole tiles of level 0, and so on. The rightmost tile of a level may be partial. Entry bundles stand beside level 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from passeport_tlog.hashing import HASH_BYTES

__all__ = [
    "ENTRIES",
    "TILE_WIDTH",
    "Tile",
    "hashes_of",
    "read_bundle",
    "tiles_of",
    "write_bundle",
]

TILE_WIDTH = 256
"""Hashes of a whole tile, and entries of a whole bundle."""

ENTRIES = -1
"""The level that stands for entry bundles."""

_MAX_LEVEL = 63
# An index has 63 bits.
_MAX_NUMBER = 1 << 55
_MAX_ENTRY = 0xFFFF
_PATH = re.compile(r"tile/(entries|\d{1,2})/((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The place of a tile: its level (`ENTRIES` for a bundle), its number within the level, its width (1 to 256)."""

    level: int
    number: int
    width: int = TILE_WIDTH

    @property
    def is_whole(self) -> bool:
        """Whether it never changes any more."""
        return self.width == TILE_WIDTH

    @property
    def path(self) -> str:
        """Where it is served, from the prefix of its log."""
        name = "entries" if self.level == ENTRIES else str(self.level)
        suffix = "" if self.is_whole else f".p/{self.width}"
        return f"tile/{name}/{_write_number(self.number)}{suffix}"

    @classmethod
    def parse(cls, path: str) -> Self:
        """The place that a path names, written in the one way that the specification allows.

        Raises ValueError saying what is wrong with it.
        """
        found = _PATH.fullmatch(path)
        if found is None:
            raise ValueError(f"not the path of a tile: {path!r}; one is tile/0/x001/x234/067 or tile/entries/000.p/12")
        name, number, width = found.groups()
        level = ENTRIES if name == "entries" else int(name)
        tile = cls(level, int(number.replace("x", "").replace("/", "")), int(width) if width else TILE_WIDTH)
        if level > _MAX_LEVEL or tile.number >= _MAX_NUMBER or not 1 <= tile.width <= TILE_WIDTH or tile.path != path:
            raise ValueError(
                f"not the path of a tile: {path!r}; a level is 0 to {_MAX_LEVEL}, a width 1 to {TILE_WIDTH - 1}, "
                "and no number has zeroes in front beyond its three digits"
            )
        return tile


def _write_number(number: int) -> str:
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03}")
    return "/".join(reversed(parts))


def tiles_of(size: int) -> Iterator[Tile]:
    """The tiles of the right edge of a tree of `size` leaves: the partial one of each level that has one, from 0 up."""
    level = 0
    while size:
        if width := size % TILE_WIDTH:
            yield Tile(level, size // TILE_WIDTH, width)
        size //= TILE_WIDTH
        level += 1


def hashes_of(data: bytes) -> list[bytes]:
    """The hashes that a tile holds. Raises ValueError when they are not whole."""
    if len(data) % HASH_BYTES or not 0 < len(data) <= TILE_WIDTH * HASH_BYTES:
        raise ValueError(f"a tile has 1 to {TILE_WIDTH} hashes of {HASH_BYTES} bytes, not {len(data)} bytes")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def write_bundle(entries: Iterable[bytes]) -> bytes:
    """The entry bundle of these entries. Raises ValueError for an entry of more than 65,535 bytes."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > _MAX_ENTRY:
            raise ValueError(f"an entry has {_MAX_ENTRY} bytes at most, not {len(entry)}")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def read_bundle(data: bytes) -> Sequence[bytes]:
    """The entries of a bundle. Raises ValueError when it ends within one, or holds more than 256."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise ValueError(f"the bundle ends within its entry {len(entries)}")
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) > TILE_WIDTH:
        raise ValueError(f"a bundle has {TILE_WIDTH} entries at most, not {len(entries)}")
    return entries
