"""A log as anybody reads it, each answer in a transaction of its own."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_logbook.tables import LogTables
from passeport_logbook.tree import as_wide, read_head, read_tiles
from passeport_tlog.tiles import Tile

__all__ = ["Signed", "last_signed", "public_checkpoint", "public_tile"]

Signed = tuple[int, str]
"""How many leaves a checkpoint is of, and its note."""


async def last_signed(connection: AsyncConnection, log: LogTables) -> Signed | None:
    """The last checkpoint that was signed; None when none was yet."""
    columns = log.checkpoint.c
    query = sa.select(columns.size, columns.note).order_by(columns.size.desc(), columns.signed_at.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row.size, row.note)


async def public_checkpoint(engine: AsyncEngine, log: LogTables) -> str | None:
    """The last signed checkpoint; None when nothing was signed yet."""
    async with engine.connect() as connection:
        signed = await last_signed(connection, log)
    return None if signed is None else signed[1]


async def public_tile(engine: AsyncEngine, log: LogTables, path: str) -> bytes | None:
    """A tile or an entry bundle, as wide as it is asked for; None for a path of none, or one that is not there yet."""
    try:
        tile = Tile.parse(path)
    except ValueError:
        return None
    async with engine.connect() as connection:
        found = await read_tiles(connection, log, [tile], await read_head(connection, log))
    return as_wide(tile, found.get(tile, b""))
