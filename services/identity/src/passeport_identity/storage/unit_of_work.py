"""The unit of work: one transaction with every repository on it, and the only thing that commits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import AccessTrail, CommitWithEvents, OutboxEvent
from passeport_identity.domain.events import Event
from passeport_identity.storage.accounts import SqlAccounts
from passeport_identity.storage.authorizations import SqlAuthorizations
from passeport_identity.storage.deaths import SqlDeaths
from passeport_identity.storage.declared_numbers import SqlDeclaredNumbers
from passeport_identity.storage.imports import SqlImports
from passeport_identity.storage.merges import SqlMerges
from passeport_identity.storage.numbers import SqlFormerNumbers
from passeport_identity.storage.operator_acts import SqlOperatorActs
from passeport_identity.storage.partners import SqlPartners
from passeport_identity.storage.persons import SqlPersons
from passeport_identity.storage.professionals import SqlProfessionals
from passeport_identity.storage.registry import SqlRegistry
from passeport_identity.storage.sessions import SqlSessions, SqlSignInAttempts
from passeport_identity.storage.subjects import SqlSubjects
from passeport_identity.storage.tables import access, outbox
from passeport_identity.storage.temporary_numbers import SqlTemporaryNumbers

__all__ = ["SqlUnitOfWork", "UnitsOfWork"]


class SqlUnitOfWork:
    """Implements `usecases.ports.UnitOfWork` on one connection."""

    def __init__(
        self,
        connection: AsyncConnection,
        encode: Callable[[Event], OutboxEvent],
        committed: Callable[[], None],
    ) -> None:
        end = CommitWithEvents(connection, outbox, encode, committed)
        self._connection = connection
        self.emit, self.commit = end.emit, end.commit
        self.persons = SqlPersons(connection)
        self.registry = SqlRegistry(connection)
        self.temporary_numbers = SqlTemporaryNumbers(connection)
        self.former_numbers = SqlFormerNumbers(connection)
        self.declared_numbers = SqlDeclaredNumbers(connection)
        self.deaths = SqlDeaths(connection)
        self.imports = SqlImports(connection)
        self.merges = SqlMerges(connection)
        self.subjects = SqlSubjects(connection)
        self.accounts = SqlAccounts(connection)
        self.sessions = SqlSessions(connection)
        self.attempts = SqlSignInAttempts(connection)
        self.partners = SqlPartners(connection)
        self.authorizations = SqlAuthorizations(connection)
        self.professionals = SqlProfessionals(connection)
        self.operator_acts = SqlOperatorActs(connection)
        self.accesses = AccessTrail(connection, access)

    async def take_turns(self, *keys: str) -> None:
        """Waits until no other transaction holds the same key, and holds it to the end of this one; each in its order.

        One statement: the rows of an array are read out in its order, and each lock is had before the next is asked.
        """
        if keys:
            key = sa.func.unnest(sa.cast(list(keys), ARRAY(sa.Text))).column_valued("key")
            await self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))


class UnitsOfWork:
    """Begins units of work: `async with units() as work`."""

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
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        """One transaction, rolled back unless it is committed inside."""
        async with self._engine.connect() as connection:
            yield SqlUnitOfWork(connection, self._encode, self._committed)

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[bool]:
        """Whether nobody else is inside with the same key, who keeps all others out until he leaves."""
        async with self._engine.connect() as connection:
            # No transaction, which would be ended for doing nothing; and outside the pool, which may have one
            # connection only: it closes on leaving, and what it holds is free, however that comes about.
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.run_sync(sa.Connection.detach)
            locked = sa.func.pg_try_advisory_lock(sa.func.hashtextextended(key, 0))
            yield bool(await connection.scalar(sa.select(locked)))
