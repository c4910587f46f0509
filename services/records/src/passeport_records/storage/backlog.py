"""How old the oldest file is that has not ended: what tells an operator that files do not get on."""

from __future__ import annotations

import asyncio
import contextlib

import sqlalchemy as sa
import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_records.domain.batch import BatchState
from passeport_records.storage.tables import batch

__all__ = ["measure_backlog", "watch_backlog"]

_log = structlog.get_logger(__name__)
_age = Gauge("records_oldest_unfinished_batch_seconds", "Age of the oldest file that has not ended; 0 without any.")
_EVERY = 15.0
# Written into the statement, so that the partial index of unfinished batches fits. Identifiers sort by time.
_RECEIVED, _RUNNING = (
    sa.literal(state.value, literal_execute=True) for state in (BatchState.RECEIVED, BatchState.RUNNING)
)


async def measure_backlog(engine: AsyncEngine) -> float:
    """Seconds since the oldest unfinished batch was sent; 0 when there is none."""
    age = sa.extract("epoch", sa.func.now() - batch.c.created_at)
    query = sa.select(age).where(batch.c.state.in_([_RECEIVED, _RUNNING])).order_by(batch.c.id).limit(1)
    async with engine.connect() as connection:
        seconds = float(await connection.scalar(query) or 0)
    _age.set(seconds)
    return seconds


async def watch_backlog(engine: AsyncEngine, stop: asyncio.Event) -> None:
    """Measures every few seconds, until `stop` is set."""
    while not stop.is_set():
        try:
            await measure_backlog(engine)
        except Exception as error:  # noqa: BLE001 - the database is away: measured when it is back
            _log.warning("age of waiting files not measured", exc_info=error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY)
