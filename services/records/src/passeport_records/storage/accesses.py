"""The trail of accesses of one passport in PostgreSQL: who was merged is read with who stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.access import AccessPage, AccessPosition
from passeport_chassis.db import AccessTrail
from passeport_records.storage.tables import access

__all__ = ["SqlAccesses"]


class SqlAccesses(AccessTrail):
    """Implements `passeport_chassis.access.Accesses` for a person who may have several identifiers."""

    def __init__(self, connection: AsyncConnection, person_ids: Sequence[UUID]) -> None:
        super().__init__(connection, access)
        self._person_ids = person_ids

    async def page(self, person_id: UUID | Collection[UUID], limit: int, after: AccessPosition | None) -> AccessPage:
        """One page of the accesses to the person's data, newest first, from the position `after`."""
        return await super().page(self._person_ids if person_id in self._person_ids else person_id, limit, after)
