"""What tells an operator that imports do not get on: how old the oldest is, and how many failed of late."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import sqlalchemy as sa
import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_prevention.domain.imports import ImportState
from passeport_prevention.storage.import_tables import import_file as table

__all__ = ["measure_imports", "watch_imports"]

_log = structlog.get_logger(__name__)
_age = Gauge("prevention_oldest_unfinished_import_seconds", "Age of the oldest import that is not over; 0 without any.")
_failed = Gauge("prevention_failed_imports", "Imports of the last day that ended as failed.")
_EVERY = 15.0
_OF_LATE = timedelta(days=1)
_UNDER_WAY = (ImportState.RECEIVED, ImportState.RUNNING)


async def measure_imports(engine: AsyncEngine) -> tuple[float, int]:
    """Seconds since the oldest unfinished import was sent, 0 without any; how many of the last day failed."""
    # Written into the statement, so that the partial indexes fit.
    under_way = [sa.literal(state.value, literal_execute=True) for state in _UNDER_WAY]
    age = sa.extract("epoch", sa.func.now() - sa.func.min(table.c.created_at))
    oldest = sa.select(sa.func.coalesce(age, 0)).where(table.c.state.in_(under_way))
    is_failed = table.c.state == sa.literal(ImportState.FAILED.value, literal_execute=True)
    failed = sa.select(sa.func.count()).where(is_failed, table.c.finished_at > sa.func.now() - _OF_LATE)
    async with engine.connect() as connection:
        seconds, count = float(await connection.scalar(oldest) or 0), int(await connection.scalar(failed) or 0)
    _age.set(seconds)
    _failed.set(count)
    return seconds, count


async def watch_imports(engine: AsyncEngine, stop: asyncio.Event) -> None:
    """Measures every few seconds, until `stop` is set."""
    while not stop.is_set():
        try:
            await measure_imports(engine)
        except Exception as error:  # noqa: BLE001 - the database is away: measured when it is back
            _log.warning("imports not measured", exc_info=error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY)
