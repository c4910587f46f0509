"""What tells an operator that work does not get on: how old the oldest import is, or news of an entry of records."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import sqlalchemy as sa
import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_prevention.domain.imports import ImportState
from passeport_prevention.storage.arrival_table import arrival
from passeport_prevention.storage.import_tables import import_file as table

__all__ = ["measure_arrivals", "measure_imports", "watch_arrivals", "watch_imports"]

_log = structlog.get_logger(__name__)
_age = Gauge("prevention_oldest_unfinished_import_seconds", "Age of the oldest import that is not over; 0 without any.")
_failed = Gauge("prevention_failed_imports", "Imports of the last day that ended as failed.")
_waiting = Gauge("prevention_waiting_arrivals", "Entries of records that are still to be read.")
_longest = Gauge(
    "prevention_oldest_waiting_arrival_seconds", "Since when the one waits that waits longest; 0: none does."
)
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


async def measure_arrivals(engine: AsyncEngine) -> tuple[float, int]:
    """Seconds since when the entry waits that waits longest to be read, 0 without any; how many do."""
    age = sa.extract("epoch", sa.func.now() - sa.func.min(arrival.c.wanted_at))
    query = sa.select(sa.func.coalesce(age, 0), sa.func.count()).where(arrival.c.wanted_at.is_not(None))
    async with engine.connect() as connection:
        seconds, count = (await connection.execute(query)).one()
    _longest.set(float(seconds))
    _waiting.set(count)
    return float(seconds), int(count)


async def watch_imports(engine: AsyncEngine, stop: asyncio.Event) -> None:
    """Measures imports every few seconds, until `stop` is set."""
    await _watch(lambda: measure_imports(engine), "imports", stop)


async def watch_arrivals(engine: AsyncEngine, stop: asyncio.Event) -> None:
    """Measures what waits to be read from records, as often."""
    await _watch(lambda: measure_arrivals(engine), "arrivals", stop)


async def _watch(measure: Callable[[], Awaitable[object]], what: str, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await measure()
        except Exception as error:  # noqa: BLE001 - the database is away: measured when it is back
            _log.warning("backlog not measured", what=what, exc_info=error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY)
