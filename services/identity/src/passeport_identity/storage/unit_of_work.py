"""The unit of work: one transaction with every repository on it, and the only thing that commits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import OutboxEvent, add_events
from passeport_identity.domain.events import AccountActivated
from passeport_identity.storage.accesses import SqlAccesses
from passeport_identity.storage.accounts import SqlAccounts
from passeport_identity.storage.partners import SqlPartners
from passeport_identity.storage.persons import SqlPersons
from passeport_identity.storage.registry import SqlRegistry
from passeport_identity.storage.sessions import SqlSessions, SqlSignInAttempts
from passeport_identity.storage.subjects import SqlSubjects
from passeport_identity.storage.tables import outbox

__all__ = ["SqlUnitOfWork", "SqlWork"]


class SqlWork:
    """Implements `usecases.ports.Work`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.events: list[AccountActivated] = []
        self.persons = SqlPersons(connection)
        self.registry = SqlRegistry(connection)
        self.subjects = SqlSubjects(connection)
        self.accounts = SqlAccounts(connection)
        self.sessions = SqlSessions(connection)
        self.attempts = SqlSignInAttempts(connection)
        self.partners = SqlPartners(connection)
        self.accesses = SqlAccesses(connection)

    async def take_turns(self, key: str) -> None:
        """Waits until no other transaction holds the same key, and holds it to the end of this one."""
        await self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))

    def tell(self, event: AccountActivated) -> None:
        """Publishes an event if, and only if, the transaction commits."""
        self.events.append(event)


class SqlUnitOfWork:
    """Implements `usecases.ports.UnitOfWork`: commits when the block ends, rolls back when it raises."""

    def __init__(
        self,
        engine: AsyncEngine,
        encode: Callable[[AccountActivated], OutboxEvent],
        *,
        on_events: Callable[[], None] = lambda: None,
    ) -> None:
        """`encode` writes an event for the outbox; `on_events` is told when some have been committed."""
        self._engine = engine
        self._encode = encode
        self._on_events = on_events

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlWork]:
        """Opens a transaction."""
        async with self._engine.begin() as connection:
            work = SqlWork(connection)
            yield work
            await add_events(connection, outbox, [self._encode(event) for event in work.events])
        if work.events:
            self._on_events()
