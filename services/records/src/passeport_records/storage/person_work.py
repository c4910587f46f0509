"""The unit of work of what identity finds out about persons: one transaction on any passport."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import AccessTrail
from passeport_dossier.storage.inbox import SqlInbox
from passeport_records.storage.persons import SqlPersons, begin_for_all
from passeport_records.storage.tables import access, inbox

__all__ = ["PersonUnitsOfWork", "SqlPersonWork"]


class SqlPersonWork:
    """Implements `passeport_dossier.usecases.ports.PersonWork` on one connection."""

    def __init__(self, connection: AsyncConnection, consumer: str) -> None:
        self._connection = connection
        self.persons = SqlPersons(connection)
        self.inbox = SqlInbox(connection, inbox, consumer)
        self.accesses = AccessTrail(connection, access)

    async def commit(self) -> None:
        """Makes it all last: rows and accesses, or none of them."""
        await self._connection.commit()


class PersonUnitsOfWork:
    """Begins such units of work: `async with units() as work`."""

    def __init__(self, engine: AsyncEngine, consumer: str) -> None:
        """`consumer` names the inbox."""
        self._engine = engine
        self._consumer = consumer

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlPersonWork]:
        """One transaction, rolled back unless it is committed inside."""
        async with self._engine.connect() as connection:
            # Accesses are told of both persons of a merge.
            await begin_for_all(connection)
            yield SqlPersonWork(connection, self._consumer)
