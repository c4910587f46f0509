"""The transactional outbox: events are rows of the business transaction, and a relay hands them to the bus.

PostgreSQL is the system of record and the bus only transport: published rows are kept, so that a stream can be made
anew from them. The relay never pages by "id > last": identifiers become visible out of order.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db.rows import insert_rows
from passeport_chassis.errors import Refused
from passeport_chassis.telemetry import current_trace_headers

_log = structlog.get_logger(__name__)
_published = Counter("outbox_published_total", "Events handed to the bus.")
_failures = Counter("outbox_publish_failures_total", "Attempts to publish that failed.")
_refused = Counter("outbox_refused_total", "Times that the bus refused an event as it is; it is set aside for a while.")
_lag = Gauge("outbox_oldest_unpublished_seconds", "Age of the oldest event not yet on the bus.")

_BATCH = 500
_CHUNK = 5000
_POLL = 0.25
_MAX_BACKOFF = 5.0
_SET_ASIDE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """An event as it is stored and published.

    `type` is the CloudEvents type, `subject` the subject on the bus; `data` the serialised protobuf. No personal data
    but identifiers belongs in any of it.
    """

    id: UUID
    subject: str
    type: str
    data: bytes
    time: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


def outbox_table(metadata: sa.MetaData) -> sa.Table:
    """Describes the outbox; the service's own migrations create it."""
    table = sa.Table(
        "outbox",
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        # Until then an event that the bus refused is left alone.
        sa.Column("not_before", sa.DateTime(timezone=True)),
    )
    sa.Index("outbox_published", table.c.published_at, postgresql_where=table.c.published_at.is_not(None))
    sa.Index("outbox_unpublished", table.c.id, postgresql_where=table.c.published_at.is_(None))
    return table


async def add_events(connection: AsyncConnection, table: sa.Table, events: Sequence[OutboxEvent]) -> None:
    """Writes events in the transaction of `connection`, with the trace of the present span, in one statement."""
    trace = current_trace_headers()
    rows = [
        {
            "id": event.id,
            "subject": event.subject,
            "type": event.type,
            "data": event.data,
            "headers": {**trace, **event.headers},
            "occurred_at": event.time,
        }
        for event in events
    ]
    await insert_rows(connection, table, rows)


async def republish(
    engine: AsyncEngine, table: sa.Table, since: datetime, report: Callable[[int], object] = lambda total: None
) -> int:
    """Makes events published since a moment unpublished, so that the relay makes a lost stream anew; returns how many.

    Each few thousand are a transaction of their own, after which `report` hears how many there are so far: what was
    done stays when it is cut off, and doing it again harms no effect, since inboxes drop what they know. The bus drops
    copies in the ten minutes of its duplicate window only: later a stream that is there takes every copy, and may fill.
    """
    columns = table.c
    published = sa.select(columns.id).where(columns.published_at.is_not(None), columns.occurred_at >= since)
    change = sa.update(table).values(published_at=None).returning(columns.id)
    total, last = 0, UUID(int=0)
    while True:
        # Beyond the last one, since the relay may have published those before it anew.
        chunk = published.where(columns.id > last).order_by(columns.id).limit(_CHUNK)
        async with engine.begin() as connection:
            changed = (await connection.scalars(change.where(columns.id.in_(chunk)))).all()
        if not changed:
            return total
        total, last = total + len(changed), max(changed)
        report(total)


class OutboxRelay:
    """Hands unpublished events to `publish`, in batches, and marks them after the bus has taken them.

    Several relays may run: rows being published are locked and skipped. A crash between the bus's answer and the mark
    publishes again; the bus and the consumers' inboxes drop the copy.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        table: sa.Table,
        publish: Callable[[Sequence[OutboxEvent]], Awaitable[None]],
    ) -> None:
        self._engine = engine
        self._table = table
        self._publish = publish
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Tells the relay that something was committed, so that it need not wait for its next look."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Relays until `stop` is set. Failures of the bus or the database are waited out."""
        backoff = _POLL
        while not stop.is_set():
            self._wake.clear()
            try:
                moved = await self.relay_once()
                backoff = _POLL
            except Exception as error:  # noqa: BLE001 - the bus or the database is away: nothing is lost by waiting
                _failures.inc()
                _log.warning("outbox relay failed, will try again", seconds=backoff, exc_info=error)
                moved, backoff = 0, min(backoff * 2, _MAX_BACKOFF)
            if moved < _BATCH:
                # Jitter keeps the relays of several replicas from looking all at once.
                await self._sleep(stop, backoff * random.uniform(0.8, 1.2))  # noqa: S311

    async def relay_once(self) -> int:
        """Publishes one batch and returns its size."""
        columns = self._table.c
        named = (columns.id, columns.subject, columns.type, columns.data, columns.occurred_at, columns.headers)
        waiting = columns.published_at.is_(None)
        due = sa.or_(columns.not_before.is_(None), columns.not_before <= sa.func.now())
        async with self._engine.begin() as connection:
            since = await connection.scalar(sa.select(columns.occurred_at).where(waiting).order_by(columns.id).limit(1))
            _lag.set((datetime.now(UTC) - since).total_seconds() if since else 0)
            query = sa.select(*named).where(waiting, due).order_by(columns.id).limit(_BATCH)
            rows = (await connection.execute(query.with_for_update(skip_locked=True))).all()
            if not rows:
                return 0
            taken = await self._publish_all_but_refused([OutboxEvent(*row) for row in rows])
            refused = {row.id for row in rows}.difference(taken)
            for ids, change in (
                (taken, {columns.published_at: sa.func.now()}),
                (refused, {columns.not_before: sa.func.now() + _SET_ASIDE}),
            ):
                if ids:
                    # One array: to write hundreds of parameters into a statement takes longer than to run it.
                    these = sa.any_(sa.literal([*ids], ARRAY(sa.Uuid)))
                    await connection.execute(sa.update(self._table).where(columns.id == these).values(change))
        _published.inc(len(taken))
        return len(taken)

    async def _publish_all_but_refused(self, events: Sequence[OutboxEvent]) -> list[UUID]:
        """Publishes, halving what the bus refuses, so that one bad event does not hold back the others."""
        try:
            await self._publish(events)
        except Refused as refused:
            if len(events) == 1:
                _refused.inc()
                _log.error("event refused by the bus", id=str(events[0].id), type=events[0].type, why=str(refused))
                return []
            middle = len(events) // 2
            return [
                *await self._publish_all_but_refused(events[:middle]),
                *await self._publish_all_but_refused(events[middle:]),
            ]
        return [event.id for event in events]

    async def _sleep(self, stop: asyncio.Event, seconds: float) -> None:
        waits = [asyncio.create_task(stop.wait()), asyncio.create_task(self._wake.wait())]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
