"""Proofs of RFC 6962, sections 2.1.1 and 2.1.2: made from tiles, and verified.

Making one takes two steps, so that tiles may come from anywhere, all at once: the plan says which tiles it needs, and
is then given their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from passeport_tlog.hashing import EMPTY_ROOT, HASH_BYTES, node_hash, tree_hash
from passeport_tlog.tiles import TILE_WIDTH, Tile

__all__ = [
    "ProofPlan",
    "consistency_root",
    "inclusion_root",
    "plan_consistency",
    "plan_inclusion",
    "plan_root",
    "verify_consistency",
    "verify_inclusion",
]

_HEIGHT = 8


@dataclass(frozen=True, slots=True)
class ProofPlan:
    """The hashes of a proof in their order, each as the range of leaves below it, in a tree of `size` leaves."""

    size: int
    ranges: tuple[tuple[int, int], ...]

    @property
    def tiles(self) -> frozenset[Tile]:
        """The tiles that it is made of."""
        return frozenset(tile for first, end in self.ranges for tile, _, _ in _parts(first, end, self.size))

    def fill(self, tiles: Mapping[Tile, bytes]) -> list[bytes]:
        """The hashes of the proof. A tile may be wider than it was asked for.

        Raises ValueError naming the tile that is missing or too short.
        """
        return [_range_hash(first, end, self.size, tiles) for first, end in self.ranges]


def plan_root(size: int) -> ProofPlan:
    """The one hash that is the root of the tree (none for an empty tree, whose root is `EMPTY_ROOT`)."""
    return ProofPlan(size, ((0, size),) if size else ())


def plan_inclusion(index: int, size: int) -> ProofPlan:
    """The proof that leaf `index` (from 0) is in the tree of `size` leaves: the hash beside it, and so on upwards.

    Raises ValueError when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    ranges: list[tuple[int, int]] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((first, middle))
            first = middle
    return ProofPlan(size, tuple(reversed(ranges)))


def plan_consistency(old: int, new: int) -> ProofPlan:
    """The proof that the tree of `old` leaves is the beginning of that of `new` leaves; nothing for 0 or equal sizes.

    Raises ValueError when the old tree is the larger one.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves does not continue one of {old}")
    if old in {0, new}:
        return ProofPlan(new, ())
    ranges: list[tuple[int, int]] = []
    first, end, is_whole_old = 0, new, True
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((first, middle))
            first, is_whole_old = middle, False
    if not is_whole_old:
        ranges.append((first, end))
    return ProofPlan(new, tuple(reversed(ranges)))


def inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that a proof leads to from a leaf hash. Raises ValueError when it is not of the length it must have."""
    plan = plan_inclusion(index, size)
    _check(proof, plan)
    root = leaf
    for (first, _), beside in zip(plan.ranges, proof, strict=True):
        root = node_hash(root, beside) if first > index else node_hash(beside, root)
    return root


def verify_inclusion(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the leaf with that hash is at `index` of the tree with that size and root."""
    try:
        return inclusion_root(leaf, index, size, proof) == root
    except ValueError:
        return False


def consistency_root(old: int, old_root: bytes, new: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots, of the old tree and of the new one, that a proof leads to. Raises ValueError as `inclusion_root`."""
    plan = plan_consistency(old, new)
    _check(proof, plan)
    hashes = dict(zip(plan.ranges, proof, strict=True))
    if old in {0, new}:
        return old_root, old_root
    # Where the old tree is a complete subtree of the new one, its root begins the way up, and is not in the proof.
    begin = plan.ranges[0]
    is_known = begin[0] >= old
    earlier = later = old_root if is_known else hashes[begin]
    for first, end in plan.ranges if is_known else plan.ranges[1:]:
        beside = hashes[first, end]
        if end <= old:
            earlier, later = node_hash(beside, earlier), node_hash(beside, later)
        else:
            later = node_hash(later, beside)
    return earlier, later


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `new` leaves begins with the tree of `old` leaves. Any tree begins with the empty one."""
    try:
        roots = consistency_root(old, old_root, new, proof)
    except ValueError:
        return False
    if old == 0:
        return old_root == EMPTY_ROOT
    return roots == (old_root, new_root)


def _check(proof: Sequence[bytes], plan: ProofPlan) -> None:
    if len(proof) != len(plan.ranges):
        raise ValueError(f"the proof has {len(proof)} hashes, where {len(plan.ranges)} are needed")
    if any(len(one) != HASH_BYTES for one in proof):
        raise ValueError(f"the proof has hashes that are not of {HASH_BYTES} bytes")


def _split(count: int) -> int:
    """The largest power of two smaller than a count of at least 2."""
    return 1 << (count - 1).bit_length() - 1


def _complete(first: int, end: int) -> Iterable[tuple[int, int]]:
    """The complete subtrees of a range that begins one, the largest first: as their height and their first leaf."""
    while first < end:
        height = (end - first).bit_length() - 1
        yield height, first
        first += 1 << height


def _parts(first: int, end: int, size: int) -> Iterable[tuple[Tile, int, int]]:
    """Where the complete subtrees of a range are: in which tile, from which of its hashes on, and how many of them."""
    for height, start in _complete(first, end):
        level, below = divmod(height, _HEIGHT)
        at = start >> level * _HEIGHT
        number, offset = divmod(at, TILE_WIDTH)
        width = min(TILE_WIDTH, (size >> level * _HEIGHT) - number * TILE_WIDTH)
        yield Tile(level, number, width), offset, 1 << below


def _range_hash(first: int, end: int, size: int, tiles: Mapping[Tile, bytes]) -> bytes:
    roots: list[bytes] = []
    for tile, offset, count in _parts(first, end, size):
        data = tiles.get(tile, b"")
        found = data[offset * HASH_BYTES : (offset + count) * HASH_BYTES]
        if len(found) != count * HASH_BYTES:
            raise ValueError(f"{tile.path} is missing, or is too short")
        roots.append(tree_hash([found[at : at + HASH_BYTES] for at in range(0, len(found), HASH_BYTES)]))
    root = roots.pop()
    while roots:
        root = node_hash(roots.pop(), root)
    return root
