"""A log that grows at its right edge: what is kept to append to a tree without reading it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from passeport_tlog.hashing import EMPTY_ROOT, node_hash, tree_hash
from passeport_tlog.tiles import TILE_WIDTH, Tile

__all__ = ["Edge", "Grown"]


@dataclass(frozen=True, slots=True)
class Edge:
    """The partial tiles of a tree: from level 0 up, the hashes of each; a level without any is an empty tuple."""

    size: int = 0
    levels: tuple[tuple[bytes, ...], ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError when the hashes are not those of a tree of that size."""
        rest = self.size
        for hashes in self.levels:
            if len(hashes) != rest % TILE_WIDTH:
                raise ValueError(f"the edge of a tree of {self.size} leaves does not have levels of these widths")
            rest //= TILE_WIDTH
        if rest:
            raise ValueError(f"the edge of a tree of {self.size} leaves has more than {len(self.levels)} levels")

    @property
    def root(self) -> bytes:
        """The Merkle Tree Hash of the tree."""
        root: bytes | None = None
        for hashes in self.levels:
            # What is complete stands left of what is not, at every level: joined from the right, smallest first.
            for part in reversed(_complete(hashes)):
                root = part if root is None else node_hash(part, root)
        return EMPTY_ROOT if root is None else root

    def grow(self, leaves: Iterable[bytes]) -> Grown:
        """The tree with these leaf hashes appended, and the tiles that are whole by it."""
        added = list(leaves)
        size = self.size + len(added)
        whole: dict[Tile, bytes] = {}
        levels: list[tuple[bytes, ...]] = []
        rest, level = self.size, 0
        while added or level < len(self.levels):
            first = rest // TILE_WIDTH
            kept = list(self.levels[level]) if level < len(self.levels) else []
            hashes = kept + added
            count = len(hashes) // TILE_WIDTH
            added = []
            for at in range(count):
                tile = hashes[at * TILE_WIDTH : (at + 1) * TILE_WIDTH]
                whole[Tile(level, first + at)] = b"".join(tile)
                added.append(tree_hash(tile))
            levels.append(tuple(hashes[count * TILE_WIDTH :]))
            rest, level = first, level + 1
        return Grown(Edge(size, tuple(levels)), whole)


@dataclass(frozen=True, slots=True)
class Grown:
    """What an append leads to: the new edge, and the bytes of each tile that became whole."""

    edge: Edge
    whole: Mapping[Tile, bytes] = field(default_factory=dict)


def _complete(hashes: Sequence[bytes]) -> list[bytes]:
    """The roots of the complete subtrees that the hashes of a partial tile make, the largest first."""
    roots: list[bytes] = []
    at = 0
    for power in (128, 64, 32, 16, 8, 4, 2, 1):
        if len(hashes) & power:
            roots.append(tree_hash(hashes[at : at + power]))
            at += power
    return roots
