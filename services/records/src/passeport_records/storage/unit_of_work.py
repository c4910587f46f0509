"""The units of work: one transaction each, and nobody else commits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import OutboxEvent
from passeport_chassis.telemetry import current_trace_headers
from passeport_records.domain.events import Event
from passeport_records.storage.accesses import SqlAccesses
from passeport_records.storage.award_labels import SqlAwardLabels
from passeport_records.storage.batches import SqlBatches
from passeport_records.storage.entries import SqlEntries
from passeport_records.storage.guaranteed_entries import SqlGuaranteedEntries
from passeport_records.storage.provenances import SqlProvenances
from passeport_records.storage.requests import SqlRequests
from passeport_records.storage.rows import Row, insert_rows
from passeport_records.storage.tables import outbox

__all__ = ["FeedUnitsOfWork", "SqlFeedWork", "SqlUnitOfWork", "UnitsOfWork"]

# What the policies of row-level security look at, to the end of the transaction.
_ONE_PERSON = sa.text("SELECT set_config('app.person_id', :person_id, true)")
_FEEDS = sa.text("SELECT set_config('app.feeds', 'on', true)")


class SqlUnitOfWork:
    """Implements `passeport_records.usecases.ports.UnitOfWork` on one connection."""

    def __init__(self, connection: AsyncConnection, person_id: UUID) -> None:
        self._connection = connection
        self.entries = SqlEntries(connection, person_id)
        self.provenances = SqlProvenances(connection, person_id)
        self.requests = SqlRequests(connection, person_id)
        self.accesses = SqlAccesses(connection)

    async def commit(self) -> None:
        """Makes it all last: rows and accesses, or none of them."""
        await self._connection.commit()


class UnitsOfWork:
    """Begins units of work on one passport: `async with units(person_id) as work`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def __call__(self, person_id: UUID) -> AsyncIterator[SqlUnitOfWork]:
        """One transaction, rolled back unless it is committed inside; the rows of other persons are not there."""
        async with self._engine.connect() as connection:
            await connection.execute(_ONE_PERSON, {"person_id": str(person_id)})
            yield SqlUnitOfWork(connection, person_id)


class SqlFeedWork:
    """Implements `passeport_records.usecases.ports.FeedWork` on one connection."""

    def __init__(
        self, connection: AsyncConnection, encode: Callable[[Event], OutboxEvent], committed: Callable[[], None]
    ) -> None:
        self._connection = connection
        self._encode = encode
        self._committed = committed
        self._events: list[Event] = []
        self.batches = SqlBatches(connection)
        self.guaranteed = SqlGuaranteedEntries(connection)
        self.labels = SqlAwardLabels(connection)
        self.accesses = SqlAccesses(connection)

    def emit(self, event: Event) -> None:
        """Notes an event, to be published if and when the transaction is committed."""
        self._events.append(event)

    async def commit(self) -> None:
        """Makes it all last: rows, accesses and events, or none of them."""
        if self._events:
            await self._connection.execute(insert_rows(outbox, self._travelling()))
        await self._connection.commit()
        if self._events:
            self._committed()
        self._events.clear()

    def _travelling(self) -> list[Row]:
        """The rows of the outbox. A chunk has thousands: one statement, where the chassis would make one for each."""
        trace = current_trace_headers()
        return [
            {
                "id": event.id,
                "subject": event.subject,
                "type": event.type,
                "data": event.data,
                "headers": {**trace, **event.headers},
                "occurred_at": event.time,
            }
            for event in map(self._encode, self._events)
        ]


class FeedUnitsOfWork:
    """Begins units of work of feeds: `async with feed_units() as work`."""

    def __init__(
        self,
        engine: AsyncEngine,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        """`encode` writes an event as it travels; `committed` is called after a commit that had events."""
        self._engine = engine
        self._encode = encode
        self._committed = committed

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlFeedWork]:
        """One transaction on any passport, rolled back unless it is committed inside."""
        async with self._engine.connect() as connection:
            await connection.execute(_FEEDS)
            yield SqlFeedWork(connection, self._encode, self._committed)
