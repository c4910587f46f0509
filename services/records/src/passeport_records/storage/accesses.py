"""The trail of accesses in PostgreSQL; the service's role may add to it and read it, nothing else."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db import AccessRow, list_accesses, record_access
from passeport_records.domain.access import Access, AccessPage, AccessPosition
from passeport_records.storage.tables import access as table

__all__ = ["SqlAccesses"]


class SqlAccesses:
    """Implements `passeport_records.usecases.ports.Accesses`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, *accesses: Access) -> None:
        """Adds accesses."""
        rows = [
            AccessRow(
                person_id=access.person_id,
                at=access.at,
                actor=access.actor,
                actor_id=access.actor_id,
                action=access.action,
                purpose=access.purpose,
                organisation=access.organisation,
                resource_id=access.resource_id,
            )
            for access in accesses
        ]
        await record_access(self._connection, table, rows)

    async def page(self, person_id: UUID, limit: int, after: AccessPosition | None) -> AccessPage:
        """One page of a holder's accesses, newest first, from the position `after`."""
        position = None if after is None else (after.at, after.id)
        found = await list_accesses(self._connection, table, person_id, limit=limit, after=position)
        accesses = tuple(
            Access(
                person_id=row.person_id,
                at=row.at,
                actor=row.actor,
                actor_id=row.actor_id,
                action=row.action,
                purpose=row.purpose,
                organisation=row.organisation,
                resource_id=row.resource_id,
            )
            for row in found.rows
        )
        return AccessPage(accesses, None if found.next_position is None else AccessPosition(*found.next_position))
