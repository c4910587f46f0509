"""Results of imports that have served their time go, line by line; the import stays, by which its file is known.

Done by the owner of the tables: the role of the service adds to results and takes nothing from them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_prevention.storage.import_tables import import_file, import_line

__all__ = ["count_expired_results", "expire_results"]

_CHUNK = 5000
_EXPIRED = import_file.c.result_expired_at.is_not(None)
_LINES = import_line.join(import_file, import_file.c.id == import_line.c.import_id)


async def count_expired_results(engine: AsyncEngine, keep: timedelta) -> tuple[int, int]:
    """How many imports have lines that would go, and how many lines."""
    imports = sa.func.count(sa.distinct(import_line.c.import_id))
    query = sa.select(imports, sa.func.count()).select_from(_LINES).where(sa.or_(_EXPIRED, _is_old(keep)))
    async with engine.connect() as connection:
        found, lines = (await connection.execute(query)).one()
        return int(found), int(lines)


async def expire_results(
    engine: AsyncEngine, keep: timedelta, report: Callable[[int], object] = lambda total: None
) -> tuple[int, int]:
    """Deletes what became of the lines of imports that were over before that time; how many imports and lines it was.

    First of all these say that it is no longer kept, so that nobody reads a part of a result as the whole; then lines
    go in short transactions, after each of which `report` hears how many that was so far. Cut off, it is done again.
    """
    told = sa.update(import_file).where(_is_old(keep), ~_EXPIRED).values(result_expired_at=sa.func.now())
    async with engine.begin() as connection:
        await connection.execute(told)
    imports, _ = await count_expired_results(engine, keep)
    key = sa.tuple_(import_line.c.import_id, import_line.c.ordinal)
    next_ones = sa.select(import_line.c.import_id, import_line.c.ordinal).select_from(_LINES).where(_EXPIRED)
    total = 0
    while True:
        async with engine.begin() as connection:
            gone = (await connection.execute(sa.delete(import_line).where(key.in_(next_ones.limit(_CHUNK))))).rowcount
        total += gone
        report(total)
        if gone < _CHUNK:
            return imports, total


def _is_old(keep: timedelta) -> sa.ColumnElement[bool]:
    return import_file.c.finished_at < sa.func.now() - keep
