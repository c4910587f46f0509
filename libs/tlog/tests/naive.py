"""The tree of RFC 6962 as the RFC writes it, recursively: what the quick way is held against."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from passeport_tlog.growth import Edge
from passeport_tlog.tiles import Tile, tiles_of


def mth(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = largest_power_below(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), mth(leaves[k:])]
    return [*path(index - k, leaves[k:]), mth(leaves[:k])]


def proof(old: int, leaves: Sequence[bytes]) -> list[bytes]:
    return _subproof(old, leaves, is_whole=True)


def _subproof(old: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if is_whole else [mth(leaves)]
    k = largest_power_below(len(leaves))
    if old <= k:
        return [*_subproof(old, leaves[:k], is_whole=is_whole), mth(leaves[k:])]
    return [*_subproof(old - k, leaves[k:], is_whole=False), mth(leaves[:k])]


def largest_power_below(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def leaf_hashes(count: int) -> list[bytes]:
    return [sha256(b"\x00" + str(number).encode()).digest() for number in range(count)]


def tiles_for(leaves: Sequence[bytes]) -> dict[Tile, bytes]:
    """All tiles of a tree, the partial ones too, grown in one go."""
    grown = Edge().grow(leaves)
    return dict(grown.whole) | partial_tiles(grown.edge)


def partial_tiles(edge: Edge) -> dict[Tile, bytes]:
    return {tile: b"".join(edge.levels[tile.level]) for tile in tiles_of(edge.size)}
