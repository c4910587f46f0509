"""Changes of records heard of lately, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.storage.tables import source_change as table

__all__ = ["SqlSourceChanges"]

_LOCK = sa.text(
    "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(record_id::text, 0) AS key"
    " FROM unnest(:record_ids) AS record_id ORDER BY key) AS keys"
).bindparams(sa.bindparam("record_ids", type_=ARRAY(sa.Uuid)))


class SqlSourceChanges:
    """Implements `passeport_publishing.usecases.ports.SourceChanges`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, record_ids: Collection[UUID]) -> None:
        """Makes publishing these records and hearing of their changes take turns, to the end of the transaction."""
        await self._connection.execute(_LOCK, {"record_ids": list(record_ids)})

    async def note(self, record_id: UUID, changed_at: datetime) -> None:
        """Notes a change."""
        added = insert(table).values(record_id=record_id, changed_at=changed_at)
        later = sa.func.greatest(table.c.changed_at, added.excluded.changed_at)
        await self._connection.execute(
            added.on_conflict_do_update(
                index_elements=[table.c.record_id], set_={"changed_at": later, "heard_at": sa.func.now()}
            )
        )

    async def lately(self, record_ids: Collection[UUID]) -> Mapping[UUID, datetime]:
        """When each of these records was last changed, as far as noted."""
        query = sa.select(table.c.record_id, table.c.changed_at).where(table.c.record_id.in_(record_ids))
        return {row.record_id: row.changed_at for row in await self._connection.execute(query)}
