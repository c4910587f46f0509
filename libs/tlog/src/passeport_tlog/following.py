"""Following a log from outside: that it only grows, and what is in it. Without I/O: the bytes are fetched by others.

What is fetched is believed by nothing but its signature and its hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.growth import Edge
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteKey
from passeport_tlog.proofs import plan_consistency, verify_consistency
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, read_bundle

__all__ = ["Contradiction", "Seen", "follow", "read_log"]

Fetch = Callable[[str], bytes]
"""The bytes under a path from the prefix of the log: `checkpoint`, `tile/0/000`."""


class Contradiction(ValueError):
    """The log says something that cannot be true beside what it signed before. `note` is what it says now."""

    def __init__(self, what: str, note: str) -> None:
        super().__init__(what)
        self.note = note


@dataclass(frozen=True, slots=True)
class Seen:
    """A signed checkpoint, and what it says."""

    note: str
    checkpoint: Checkpoint


def follow(fetch: Fetch, origin: str, keys: Collection[NoteKey], before: str | None) -> Seen:
    """The checkpoint of the log now, which continues the one that was accepted before, where there is one.

    Raises Contradiction for a log that shrank or forked; ValueError for what is no checkpoint of this log, or for tiles
    that do not prove it.
    """
    note = fetch("checkpoint").decode("utf-8")
    now = Checkpoint.open(note, origin, keys)
    if before is None:
        return Seen(note, now)
    earlier = Checkpoint.open(before, origin, keys)
    if now.size < earlier.size:
        raise Contradiction(f"the log shrank: it had {earlier.size} entries, and says that it has {now.size}", note)
    if now.size == earlier.size and now.root != earlier.root:
        raise Contradiction(f"the log forked: it signed two roots for {now.size} entries", note)
    plan = plan_consistency(earlier.size, now.size)
    proof = plan.fill({tile: fetch(tile.path) for tile in sorted(plan.tiles)})
    if not verify_consistency(earlier.size, earlier.root, now.size, now.root, proof):
        raise Contradiction(f"the log forked: its {now.size} entries do not begin with the {earlier.size} before", note)
    return Seen(note, now)


def read_log(fetch: Fetch, seen: Checkpoint) -> Iterator[tuple[Tile, bytes]]:
    """All entry bundles of the log as a checkpoint vouches for them, from the first on.

    Raises ValueError at the end unless their entries lead to its root: until then nothing of it is believed.
    """
    edge = Edge()
    for number in range(-(-seen.size // TILE_WIDTH)):
        tile = Tile(ENTRIES, number, min(TILE_WIDTH, seen.size - number * TILE_WIDTH))
        data = fetch(tile.path)
        entries = read_bundle(data)
        if len(entries) != tile.width:
            raise ValueError(f"{tile.path} has {len(entries)} entries, not {tile.width}")
        edge = edge.grow(map(leaf_hash, entries)).edge
        yield tile, data
    if edge.root != seen.root:
        raise ValueError(f"the {seen.size} entries do not lead to the root that was signed")
