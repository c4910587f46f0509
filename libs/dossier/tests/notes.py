"""A small service that keeps notes of persons: what the library does is tried on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import audit_table, inbox_table
from passeport_dossier.domain.persons import Wording
from passeport_dossier.storage.accesses import SqlAccesses
from passeport_dossier.storage.inbox import SqlInbox
from passeport_dossier.storage.persons import SqlPersons, ids_of
from passeport_dossier.storage.tables import expired_person_table, person_merge_table

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
WORDING = Wording("notes", "merged into you", "you were merged", "separated from you", "you were separated")

metadata = sa.MetaData()
note = sa.Table(
    "note", metadata, sa.Column("person_id", sa.Uuid, nullable=False), sa.Column("text", sa.Text, primary_key=True)
)
person_merge = person_merge_table(metadata)
expired_person = expired_person_table(metadata)
inbox = inbox_table(metadata)
access = audit_table(metadata)

FORGET = """
CREATE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM note USING expired_person
        WHERE note.person_id = expired_person.person_id AND note.person_id = ANY (persons);
$$
"""


class NoteWork:
    """One transaction of the service."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.persons = SqlPersons(connection)
        self.inbox = SqlInbox(connection, inbox, "notes-persons")
        self.accesses = SqlAccesses(connection, access)

    async def write(self, person_id: UUID, text: str) -> None:
        await self._connection.execute(sa.insert(note).values(person_id=person_id, text=text))

    async def read(self, person_id: UUID) -> set[str]:
        ids = await ids_of(self._connection, person_id)
        return set(await self._connection.scalars(sa.select(note.c.text).where(note.c.person_id.in_(ids))))

    async def select(self, query: sa.Select[tuple[UUID]], person_id: UUID) -> set[UUID]:
        return set(await self._connection.scalars(query, {"person_id": person_id}))

    async def commit(self) -> None:
        await self._connection.commit()


class NoteUnits:
    """Begins them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[NoteWork]:
        async with self._engine.connect() as connection:
            yield NoteWork(connection)
