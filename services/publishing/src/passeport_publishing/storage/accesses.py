"""The trail of accesses in PostgreSQL; the service's role may add to it and read it, nothing else."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db import AccessRow, list_accesses, record_access
from passeport_publishing.domain.access import Access, AccessPage, AccessPosition
from passeport_publishing.storage.tables import access as table
from passeport_publishing.storage.tables import hourly_access

__all__ = ["SqlAccesses"]


class SqlAccesses:
    """Implements `passeport_publishing.usecases.ports.Accesses`."""

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
                resource_id=access.resource_id,
            )
            for access in accesses
        ]
        await record_access(self._connection, table, rows)

    async def record_hourly(self, access: Access) -> None:
        """Adds an access unless one of the same resource and action was added in its hour."""
        hour = access.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        added = insert(hourly_access).values(
            person_id=access.person_id, resource_id=access.resource_id, action=access.action, hour=hour
        )
        first = added.on_conflict_do_nothing().returning(hourly_access.c.hour)
        # Two at once: the insert of the second waits for the end of the first one's transaction.
        if (await self._connection.execute(first)).first() is not None:
            await self.record(access)

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
                resource_id=row.resource_id,
            )
            for row in found.rows
        )
        return AccessPage(accesses, None if found.next_position is None else AccessPosition(*found.next_position))
