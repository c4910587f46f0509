"""The trail of accesses in PostgreSQL; the service's role may add to it and read it, nothing else."""

from __future__ import annotations

from datetime import UTC

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.access import Access
from passeport_dossier.storage import accesses
from passeport_publishing.storage.tables import access as table
from passeport_publishing.storage.tables import hourly_access

__all__ = ["SqlAccesses"]

# Made once: every verification asks it.
_FIRST_OF_ITS_HOUR = (
    insert(hourly_access)
    .values({name: bindparam(name) for name in ("person_id", "resource_id", "action", "hour")})
    .on_conflict_do_nothing()
    .returning(hourly_access.c.hour)
)


class SqlAccesses(accesses.SqlAccesses):
    """Implements `passeport_publishing.usecases.ports.HourlyAccesses`."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, table)

    async def record_hourly(self, access: Access) -> None:
        """Adds an access unless one of the same resource and action was added in its hour."""
        hour = access.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        told = {"person_id": access.person_id, "resource_id": access.resource_id, "action": access.action, "hour": hour}
        # Two at once: the insert of the second waits for the end of the first one's transaction.
        if await self._connection.scalar(_FIRST_OF_ITS_HOUR, told) is not None:
            await self.record(access)
