"""The trail of accesses in PostgreSQL: rows stay where they are, and who was merged is read with who stays."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from passeport_chassis.access import AccessPage, AccessPosition
from passeport_chassis.db import AccessTrail
from passeport_dossier.storage.persons import ids_of

__all__ = ["SqlAccesses"]


class SqlAccesses(AccessTrail):
    """Implements `passeport_chassis.access.Accesses` for persons who may have several identifiers."""

    async def page(self, person_id: UUID | Collection[UUID], limit: int, after: AccessPosition | None) -> AccessPage:
        """One page of the accesses to a person's data, newest first, from the position `after`."""
        ids = await ids_of(self._connection, person_id) if isinstance(person_id, UUID) else person_id
        return await super().page(ids, limit, after)
