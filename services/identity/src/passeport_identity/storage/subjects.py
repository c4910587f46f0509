"""FranceConnect's subjects, each of one person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.storage.tables import franceconnect_subject as table

__all__ = ["SqlSubjects"]


class SqlSubjects:
    """Implements `usecases.ports.Subjects`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def person_id_of(self, subject: str) -> UUID | None:
        """The person that a subject is linked to."""
        query = sa.select(table.c.person_id).where(table.c.subject == subject)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def subject_of(self, person_id: UUID) -> str | None:
        """The subject linked to a person."""
        query = sa.select(table.c.subject).where(table.c.person_id == person_id)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def link(self, subject: str, person_id: UUID, now: datetime) -> None:
        """Links a subject to a person; whatever either was linked to before no longer is."""
        either = sa.or_(table.c.subject == subject, table.c.person_id == person_id)
        await self._connection.execute(sa.delete(table).where(either))
        await self._connection.execute(sa.insert(table).values(person_id=person_id, subject=subject, linked_at=now))
