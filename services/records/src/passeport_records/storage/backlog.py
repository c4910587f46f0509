"""What tells an operator that something does not get on: old files, overdue disputes, sources that fell silent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.clock import system_clock
from passeport_records.domain.batch import BatchState, Feed
from passeport_records.domain.freshness import Freshness, freshness
from passeport_records.domain.provenance import Source
from passeport_records.storage.disputes import SqlSourceDisputes
from passeport_records.storage.persons import begin_for_all
from passeport_records.storage.sources import SqlSources
from passeport_records.storage.tables import batch

__all__ = ["measure_backlog", "measure_overdue", "measure_sources", "watch_backlog"]

_log = structlog.get_logger(__name__)
_age = Gauge("records_oldest_unfinished_batch_seconds", "Age of the oldest file that has not ended; 0 without any.")
_overdue = Gauge("records_overdue_disputes", "Open disputes whose source should have answered by now.", ["source"])
_received = Gauge("records_source_last_received_timestamp_seconds", "When the last file of a source ended.", ["source"])
_silent = Gauge(
    "records_source_silent", "1 when a source sent nothing for longer than it is said to pause.", ["source"]
)
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


async def measure_overdue(engine: AsyncEngine) -> Mapping[str, int]:
    """How many open disputes are overdue, by source; every source that could be is there."""
    async with engine.connect() as connection:
        await begin_for_all(connection)
        found = await SqlSourceDisputes(connection).overdue()
    counts = {source.value: found.get(source.value, 0) for source in Source if source is not Source.HOLDER}
    for source, count in counts.items():
        _overdue.labels(source).set(count)
    return counts


async def measure_sources(engine: AsyncEngine, rhythms: Mapping[Feed, timedelta]) -> Sequence[Freshness]:
    """How far each source has got, those that never sent anything too (their moment is 0)."""
    found = freshness(await SqlSources(engine).last_received(), rhythms)
    now = system_clock()
    for one in found:
        _received.labels(one.source.value).set(one.last_received.timestamp() if one.last_received else 0)
        _silent.labels(one.source.value).set(one.is_silent(now))
    return found


async def watch_backlog(engine: AsyncEngine, rhythms: Mapping[Feed, timedelta], stop: asyncio.Event) -> None:
    """Measures every few seconds, until `stop` is set."""
    while not stop.is_set():
        try:
            await measure_backlog(engine)
            await measure_overdue(engine)
            await measure_sources(engine, rhythms)
        except Exception as error:  # noqa: BLE001 - the database is away: measured when it is back
            _log.warning("backlog not measured", exc_info=error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY)
