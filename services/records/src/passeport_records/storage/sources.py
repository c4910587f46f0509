"""When each source last sent something, in PostgreSQL."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_records.domain.batch import BatchState, Feed
from passeport_records.storage.tables import batch

__all__ = ["SqlSources"]

_SECONDS = 20.0
# One look into an index for each feed, however many files there are.
_FEEDS = sa.values(sa.column("feed", sa.Text), name="feeds").data([(feed.value,) for feed in Feed])
_LAST = (
    sa.select(batch.c.finished_at)
    .where(batch.c.feed == _FEEDS.c.feed)
    # Written into the statement, so that the partial index fits. Identifiers sort by time.
    .where(batch.c.state == sa.literal(BatchState.FINISHED.value, literal_execute=True))
    .order_by(batch.c.id.desc())
    .limit(1)
    .lateral("last")
)
_QUERY = sa.select(_FEEDS.c.feed, _LAST.c.finished_at).join_from(_FEEDS, _LAST, sa.true())


class SqlSources:
    """Implements `passeport_records.usecases.list_sources.Sources`; holders ask far more often than files come."""

    def __init__(self, engine: AsyncEngine, keep_seconds: float = _SECONDS) -> None:
        self._engine = engine
        self._keep = keep_seconds
        self._until = 0.0
        self._known: Mapping[Feed, datetime] = {}
        self._lock = asyncio.Lock()

    async def last_received(self) -> Mapping[Feed, datetime]:
        """When the last file of each feed ended; feeds of which none did are not there. Some seconds old at most."""
        async with self._lock:
            if time.monotonic() >= self._until:
                async with self._engine.connect() as connection:
                    rows = (await connection.execute(_QUERY)).all()
                self._known = {Feed(row.feed): row.finished_at for row in rows if row.finished_at is not None}
                self._until = time.monotonic() + self._keep
        return self._known
