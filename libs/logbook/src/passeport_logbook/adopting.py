"""Brings a restored log back to where it was seen.

Where the leaves in line are in another order, or some are gone, the bundles that were published say which leaf stood
where, and the signed checkpoint that they are right. A leaf that is in no line any more keeps its place, and is
nobody's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_logbook.queue import LeafQueue
from passeport_logbook.sequencer import MOST, append_in_order, begin_alone
from passeport_logbook.tables import LogTables
from passeport_logbook.tree import Head, read_head, write_grown
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, read_bundle

__all__ = ["Adopted", "adopt_log"]

_AT_ONCE = 64 * TILE_WIDTH


@dataclass(frozen=True, slots=True)
class Adopted:
    """From where to where the log was taken over, and how many of these leaves were in line."""

    first: int
    size: int
    found: int


async def adopt_log(
    engine: AsyncEngine,
    log: LogTables,
    queue: LeafQueue,
    seen: Checkpoint,
    published: Callable[[Tile], bytes] | None = None,
) -> Adopted:
    """Brings the log to a checkpoint that others saw, and was verified, with the leaves that are in line.

    `published` gives the bytes of a bundle as it was published; without it leaves are taken in the order of the line.
    Raises ValueError when the log is as far already, when it takes more leaves, or when it does not come to that
    checkpoint; nothing is changed then.
    """
    async with engine.begin() as connection:
        await begin_alone(connection, queue)
        head = await read_head(connection, log)
        first = head.edge.size
        if first >= seen.size:
            raise ValueError(f"the log has {first} leaves already, the checkpoint is of {seen.size}")
        if published is None:
            return await _in_order(connection, log, queue, head, seen)
        entries = _published(first, seen.size, published)
        if head.edge.grow(map(leaf_hash, entries)).edge.root != seen.root:
            raise ValueError(f"the bundles do not lead from the log of {first} leaves to the checkpoint of {seen.size}")
        found = 0
        for start in range(0, len(entries), _AT_ONCE):
            part = entries[start : start + _AT_ONCE]
            found += await queue.place(connection, first + start, part)
            head = await write_grown(connection, log, head, part)
    return Adopted(first, seen.size, found)


async def _in_order(
    connection: AsyncConnection, log: LogTables, queue: LeafQueue, head: Head, seen: Checkpoint
) -> Adopted:
    first = head.edge.size
    while head.edge.size < seen.size:
        grown = await append_in_order(connection, log, queue, head, min(MOST, seen.size - head.edge.size))
        if grown is head:
            raise ValueError(
                f"there are {head.edge.size} leaves, with those in line, and the checkpoint is of {seen.size}: "
                "feed what was received since the backup, and wait until it is processed"
            )
        head = grown
    if head.edge.root != seen.root:
        raise ValueError(
            f"the leaves in line do not come to the checkpoint of {seen.size} in their order: "
            "give the bundles that were published"
        )
    return Adopted(first, seen.size, seen.size - first)


def _published(first: int, end: int, read: Callable[[Tile], bytes]) -> list[bytes]:
    entries: list[bytes] = []
    start = first // TILE_WIDTH
    for number in range(start, -(-end // TILE_WIDTH)):
        tile = Tile(ENTRIES, number, min(TILE_WIDTH, end - number * TILE_WIDTH))
        found = read_bundle(read(tile))
        if len(found) < tile.width:
            raise ValueError(f"{tile.path} has {len(found)} entries, not {tile.width}")
        entries += found[: tile.width]
    return entries[first - start * TILE_WIDTH :]
