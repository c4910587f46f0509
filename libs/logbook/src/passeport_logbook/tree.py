"""The tree of a log in PostgreSQL: whole tiles as they were written once, and its right edge."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db.rows import insert_rows
from passeport_logbook.tables import LogTables
from passeport_tlog.growth import Edge, Grown
from passeport_tlog.hashing import HASH_BYTES, leaf_hash
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, hashes_of, read_bundle, write_bundle

__all__ = ["Head", "as_wide", "read_head", "read_tiles", "write_grown"]

_ONLY = 1
_EMPTY = Edge()


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log is: its right edge, and the entry bundle that is not whole yet."""

    edge: Edge = _EMPTY
    entries: bytes = b""

    def partial(self, tile: Tile) -> bytes:
        """The bytes of the edge that a tile would be part of; none when it is not on the edge."""
        whole = self.edge.size >> 8 * (max(tile.level, 0) + 1)
        if tile.number != whole:
            return b""
        if tile.level == ENTRIES:
            return self.entries
        return b"".join(self.edge.levels[tile.level]) if tile.level < len(self.edge.levels) else b""


async def read_head(connection: AsyncConnection, log: LogTables) -> Head:
    """How far the log is; a log that never was is empty. Raises ValueError when the row is not that of a tree."""
    columns = log.head.c
    row = (await connection.execute(sa.select(columns.size, columns.levels, columns.entries))).one_or_none()
    if row is None:
        return Head()
    levels = tuple(tuple(hashes_of(data)) if data else () for data in row.levels)
    return Head(Edge(row.size, levels), row.entries)


async def read_tiles(
    connection: AsyncConnection, log: LogTables, tiles: Collection[Tile], head: Head
) -> Mapping[Tile, bytes]:
    """The bytes of tiles, as wide as they are by now; those that the log does not have are left out."""
    columns = log.tile.c
    places = {(tile.level, tile.number) for tile in tiles}
    query = sa.select(columns.level, columns.number, columns.data).where(
        sa.tuple_(columns.level, columns.number).in_(places)
    )
    whole = {(row.level, row.number): row.data for row in await connection.execute(query)} if places else {}
    found = {tile: whole.get((tile.level, tile.number)) or head.partial(tile) for tile in tiles}
    return {tile: data for tile, data in found.items() if data}


async def write_grown(connection: AsyncConnection, log: LogTables, head: Head, commitments: Collection[bytes]) -> Head:
    """Appends log entries to the tree: writes the tiles that are whole by it, once, and the new edge."""
    grown = head.edge.grow(map(leaf_hash, commitments))
    bundles, entries = _bundles(head, grown, write_bundle(commitments))
    rows = [
        {"number": tile.number, "level": tile.level, "data": data} for tile, data in (*grown.whole.items(), *bundles)
    ]
    await insert_rows(connection, log.tile, rows)
    values = {
        "size": grown.edge.size,
        "levels": [b"".join(hashes) for hashes in grown.edge.levels],
        "entries": entries,
    }
    statement = insert(log.head).values(id=_ONLY, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=[log.head.c.id], set_=values))
    return Head(grown.edge, entries)


def as_wide(tile: Tile, data: bytes) -> bytes | None:
    """What was there when the tile was as wide as that; None when it never was."""
    if tile.level == ENTRIES:
        entries = read_bundle(data)
        return write_bundle(entries[: tile.width]) if len(entries) >= tile.width else None
    size = tile.width * HASH_BYTES
    return data[:size] if len(data) >= size else None


def _bundles(head: Head, grown: Grown, added: bytes) -> tuple[list[tuple[Tile, bytes]], bytes]:
    """The bundles that are whole by it, and the rest. All entries have the same size, so that places can be counted."""
    data = head.entries + added
    count = grown.edge.size - head.edge.size + head.edge.size % TILE_WIDTH
    size = len(data) // count * TILE_WIDTH if count else 0
    first, whole = head.edge.size // TILE_WIDTH, count // TILE_WIDTH
    bundles = [(Tile(ENTRIES, first + at), data[at * size : (at + 1) * size]) for at in range(whole)]
    return bundles, data[whole * size :]
