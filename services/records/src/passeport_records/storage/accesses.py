"""The trail of accesses in PostgreSQL; the service's role may add to it and read it, nothing else."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db import list_accesses
from passeport_chassis.ids import new_id
from passeport_chassis.telemetry import current_trace_id
from passeport_records.domain.access import Access, AccessPage, AccessPosition
from passeport_records.storage.rows import insert_rows
from passeport_records.storage.tables import access as table

__all__ = ["SqlAccesses"]


class SqlAccesses:
    """Implements `passeport_records.usecases.ports.Accesses`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, *accesses: Access) -> None:
        """Adds accesses."""
        if not accesses:
            return
        trace_id = current_trace_id()
        rows = [
            {
                "person_id": access.person_id,
                "at": access.at,
                "id": new_id(),
                "actor": access.actor,
                "actor_id": access.actor_id,
                "organisation": access.organisation,
                "action": access.action,
                "purpose": access.purpose,
                "resource_id": access.resource_id,
                "trace_id": trace_id,
            }
            for access in accesses
        ]
        # A chunk of a feed has thousands: one statement, where the chassis would make one for each.
        await self._connection.execute(insert_rows(table, rows))

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
