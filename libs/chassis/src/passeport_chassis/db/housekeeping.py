"""Housekeeping: rows that have served their time are deleted, a few thousand at once, once an hour."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncEngine

_log = structlog.get_logger(__name__)
_failures = Counter("housekeeping_failures_total", "Times that expired rows could not be deleted.", ["table"])
_EVERY = 3600.0
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows of a table are kept after the time in `column`, which is indexed; rows without that time stay."""

    table: sa.Table
    column: str
    keep: timedelta


async def count_expired(engine: AsyncEngine, retention: Retention) -> int:
    """How many rows have expired."""
    async with engine.connect() as connection:
        return await connection.scalar(sa.select(sa.func.count()).where(_is_due(retention))) or 0


async def delete_expired(
    engine: AsyncEngine, retention: Retention, report: Callable[[int], object] = lambda total: None
) -> int:
    """Deletes what has expired, in short transactions after each of which `report` hears how many rows that was so far.

    Returns how many rows that was.
    """
    table, column = retention.table, retention.table.c[retention.column]
    keys = sa.tuple_(*table.primary_key.columns)
    is_due = _is_due(retention)
    # In that order, so that the index is used and not the whole table read.
    expired = sa.select(*table.primary_key.columns).where(is_due).order_by(column).limit(_CHUNK)
    total = 0
    while True:
        async with engine.begin() as connection:
            deleted = (await connection.execute(sa.delete(table).where(is_due, keys.in_(expired)))).rowcount
        total += deleted
        report(total)
        if deleted < _CHUNK:
            return total


def _is_due(retention: Retention) -> sa.ColumnElement[bool]:
    return retention.table.c[retention.column] < sa.func.now() - retention.keep


async def keep_house(engine: AsyncEngine, retentions: Sequence[Retention], stop: asyncio.Event) -> None:
    """Deletes expired rows every hour until `stop` is set; a failure is logged and tried again an hour later."""
    while not stop.is_set():
        for retention in retentions:
            try:
                deleted = await delete_expired(engine, retention)
                if deleted:
                    _log.info("expired rows deleted", table=retention.table.name, rows=deleted)
            except Exception as error:  # noqa: BLE001 - the next round tries again
                _failures.labels(retention.table.name).inc()
                _log.warning("housekeeping failed", table=retention.table.name, exc_info=error)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_EVERY):
                await stop.wait()
