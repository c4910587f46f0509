"""The trail of accesses in PostgreSQL; the service's role may add to it and read it, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.access import Access
from passeport_dossier.storage import accesses
from passeport_publishing.storage.tables import access as table
from passeport_publishing.storage.tables import hourly_access

__all__ = ["SqlAccesses"]

# Made once: every verification asks it. Those told already come back as nothing.
_FIRST_OF_THEIR_HOUR = sa.text(
    """
    INSERT INTO hourly_access (person_id, resource_id, action, hour)
    SELECT * FROM unnest(:person_id, :resource_id, :action, :hour)
    ON CONFLICT DO NOTHING RETURNING person_id, resource_id, action, hour
    """
).bindparams(*(sa.bindparam(column.name, type_=ARRAY(column.type)) for column in hourly_access.c))
_LATELY = sa.select(
    sa.exists().where(
        *(table.c[name] == sa.bindparam(name) for name in ("person_id", "action", "resource_id", "actor_id")),
        table.c.at > sa.bindparam("since", type_=table.c.at.type),
    )
)


class SqlAccesses(accesses.SqlAccesses):
    """Implements `passeport_publishing.usecases.ports.TrailOfAccesses`."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection, table)

    async def record_hourly(self, *told: Access) -> None:
        """Adds accesses but those of which one by the same actor, of the same resource and action, was added in its
        hour; in two statements however many they are.
        """
        if not told:
            return
        # In one order, so that two transactions never wait for each other.
        of_key = {_key(one): one for one in sorted(told, key=_key)}
        columns = dict(zip(hourly_access.c.keys(), map(list, zip(*of_key, strict=True)), strict=True))
        # Two at once: the insert of the second waits for the end of the first one's transaction.
        first = await self._connection.execute(_FIRST_OF_THEIR_HOUR, columns)
        await self.record(*(of_key[tuple(row)] for row in first))

    async def was_recorded(self, like: Access, since: datetime) -> bool:
        """Whether an access by the same actor, of the same resource and action, was added from a moment on."""
        wanted = {name: getattr(like, name) for name in ("person_id", "action", "resource_id", "actor_id")}
        return bool(await self._connection.scalar(_LATELY, {**wanted, "since": since}))


def _key(access: Access) -> tuple[object, ...]:
    # Of whom neither is known is anybody.
    who = access.actor_id or access.organisation
    resource = f"{access.resource_id}:{who}" if who else access.resource_id
    hour = access.at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return access.person_id, resource, access.action, hour
