"""Transactions of programmes: their rows as the role of the programme, all else as that of the service.

The role is a fence against mistakes: a statement that names a table of ours is refused by the server. It holds back
nobody who means harm, whose code runs in our process.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql import Executable

from passeport_dossier.storage.accesses import SqlAccesses
from passeport_dossier.storage.persons import ids_of
from passeport_prevention.domain.training import Training
from passeport_prevention.extend import Programme
from passeport_prevention.storage.tables import access
from passeport_prevention.storage.trainings import SqlTrainings

__all__ = ["ProgrammeUnits", "SqlProgrammeWork", "schema_fault"]

_MOST = 500
_AS_SERVICE = sa.text("SELECT set_config('role', 'none', true)")
_AS_PROGRAMME = sa.text("SELECT set_config('role', current_database() || '_' || :schema, true)")


class SqlProgrammeWork:
    """Implements `passeport_prevention.usecases.programme_ports.ProgrammeWork` on one connection."""

    def __init__(self, connection: AsyncConnection, schema: str, seconds: float) -> None:
        self._connection = connection
        self._schema = schema
        self._seconds = seconds
        self._is_programme = False
        self.seen: dict[UUID, UUID] = {}
        self.accesses = _Accesses(connection, self._as_service)

    async def execute(self, statement: Executable) -> Sequence[Mapping[str, Any]]:
        """Runs a statement as the programme's role. Raises RuntimeError where it has no tables."""
        if not self._schema:
            raise RuntimeError("the programme has no tables: it has no migrations")
        if not self._is_programme:
            await self._connection.execute(_AS_PROGRAMME, {"schema": self._schema})
            self._is_programme = True
        # Written out, and not left to the search path: two programmes may have a table of one name.
        options = {"schema_translate_map": {None: self._schema}}
        result = await self._connection.execute(statement, execution_options=options)
        return [dict(row) for row in result.mappings()] if result.returns_rows else []

    async def _as_service(self) -> None:
        if self._is_programme:
            await self._connection.execute(_AS_SERVICE)
            self._is_programme = False

    async def trainings_of(self, person_id: UUID) -> Sequence[Training]:
        """The trainings of a holder, the latest first, 500 at most; what is told with another stands behind it."""
        await self._as_service()
        page = await SqlTrainings(self._connection).page(person_id, _MOST, None)
        return [told for one in page.trainings for told in (one, *one.declared_too)]

    async def training_of_partner(self, client_id: str, training_id: UUID) -> Training | None:
        """A training that a partner declared; None where there is none of his."""
        await self._as_service()
        found = await SqlTrainings(self._connection).of_partner(client_id, training_id)
        if found is not None:
            self.seen[found.id] = found.person_id
        return found

    async def ids_of(self, person_id: UUID) -> Sequence[UUID]:
        """The identifiers under which rows of a holder may lie, that of today first."""
        await self._as_service()
        found = await ids_of(self._connection, person_id)
        return (person_id, *(one for one in found if one != person_id))

    @asynccontextmanager
    async def part(self) -> AsyncIterator[None]:
        """A part of it that is undone alone, when it raises."""
        milliseconds = str(int(self._seconds * 1000))
        await self._connection.execute(sa.select(sa.func.set_config("statement_timeout", milliseconds, True)))
        part = await self._connection.begin_nested()
        try:
            yield
        except BaseException:
            # What was set since goes with it, the role too.
            await part.rollback()
            self._is_programme = False
            raise
        await part.commit()

    async def commit(self) -> None:
        """Makes it all last."""
        await self._connection.commit()


class _Accesses(SqlAccesses):
    def __init__(self, connection: AsyncConnection, before: Callable[[], Awaitable[None]]) -> None:
        super().__init__(connection, access)
        self._before = before

    async def record(self, *accesses: Any) -> None:
        await self._before()
        await super().record(*accesses)


class ProgrammeUnits:
    """Begins transactions of programmes: `async with units(schema) as work`."""

    def __init__(self, engine: AsyncEngine, seconds: float) -> None:
        """`engine` is one of their own, so that they never use up the connections of the others."""
        self._engine = engine
        self._seconds = seconds

    @asynccontextmanager
    async def __call__(self, schema: str) -> AsyncIterator[SqlProgrammeWork]:
        """One transaction, rolled back unless it is committed inside."""
        async with self._engine.connect() as connection:
            yield SqlProgrammeWork(connection, schema, self._seconds)


async def schema_fault(
    engine: AsyncEngine, head_of: Callable[[Programme], Awaitable[str | None]], programme: Programme
) -> str:
    """What is wrong with the schema of a programme, in words, asked as its role; empty where nothing is."""
    version = sa.table("alembic_version", sa.column("version_num", sa.Text), schema=programme.schema)
    async with engine.connect() as connection:
        known = await connection.scalar(sa.text("SELECT to_regnamespace(:schema)::text"), {"schema": programme.schema})
        if known is None:
            return "its tables are not there; fix: run migrate"
        await connection.execute(_AS_PROGRAMME, {"schema": programme.schema})
        revision = await connection.scalar(sa.select(version.c.version_num))
    head = await head_of(programme)
    return "" if revision == head else f"its tables are at revision {revision}, its code needs {head}; fix: run migrate"
