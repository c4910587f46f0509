"""Changes of records heard of lately, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.domain.snapshot import Version
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

    async def note(self, record_id: UUID, version: Version) -> None:
        """Notes what a record has become."""
        columns = {"revision": version.revision or None, "changed_at": version.changed_at}
        added = insert(table).values(record_id=record_id, **columns)
        # GREATEST leaves out what is not known.
        latest = {name: sa.func.greatest(table.c[name], added.excluded[name]) for name in columns}
        await self._connection.execute(
            added.on_conflict_do_update(index_elements=[table.c.record_id], set_={**latest, "heard_at": sa.func.now()})
        )

    async def lately(self, record_ids: Collection[UUID]) -> Mapping[UUID, Version]:
        """The newest version noted of each of these records, as far as any was."""
        query = sa.select(table.c.record_id, table.c.revision, table.c.changed_at).where(
            table.c.record_id.in_(record_ids)
        )
        rows = await self._connection.execute(query)
        return {row.record_id: Version(row.revision or 0, row.changed_at) for row in rows}
