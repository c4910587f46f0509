"""The unit of work: one transaction, and nobody else commits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import CommitWithEvents, OutboxEvent
from passeport_dossier.storage.accesses import SqlAccesses
from passeport_dossier.storage.inbox import SqlInbox
from passeport_prevention.domain.events import Event
from passeport_prevention.storage.arrivals import SqlArrivals
from passeport_prevention.storage.consents import SqlConsents
from passeport_prevention.storage.expiries import SqlExpiries
from passeport_prevention.storage.imports import SqlImports
from passeport_prevention.storage.persons import SqlPersons
from passeport_prevention.storage.requests import SqlRequests
from passeport_prevention.storage.tables import access, inbox, outbox
from passeport_prevention.storage.trainings import SqlTrainings
from passeport_prevention.storage.verifications import SqlVerifications

__all__ = ["SqlUnitOfWork", "UnitsOfWork"]


class SqlUnitOfWork:
    """Implements `passeport_prevention.usecases.arrival_ports.ArrivalWork` on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        consumer: str,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None],
    ) -> None:
        end = CommitWithEvents(connection, outbox, encode, committed)
        self.emit, self.commit = end.emit, end.commit
        self.trainings = SqlTrainings(connection)
        self.verifications = SqlVerifications(connection)
        self.consents = SqlConsents(connection)
        self.arrivals = SqlArrivals(connection)
        self.expiries = SqlExpiries(connection)
        self.requests = SqlRequests(connection)
        self.persons = SqlPersons(connection)
        self.inbox = SqlInbox(connection, inbox, consumer)
        self.accesses = SqlAccesses(connection, access)
        self.imports = SqlImports(connection)


class UnitsOfWork:
    """Begins units of work: `async with units() as work`."""

    def __init__(
        self,
        engine: AsyncEngine,
        consumer: str,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None] = lambda: None,
    ) -> None:
        """`consumer` names the inbox, `encode` writes an event as it travels, `committed` hears of commits with one."""
        self._engine = engine
        self._consumer = consumer
        self._encode = encode
        self._committed = committed

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        """One transaction, rolled back unless it is committed inside."""
        async with self._engine.connect() as connection:
            yield SqlUnitOfWork(connection, self._consumer, self._encode, self._committed)
