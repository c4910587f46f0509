"""What holders deleted, in PostgreSQL, until it is erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import Nature
from passeport_records.storage.tables import entry

__all__ = ["SqlDeletedEntries"]


class SqlDeletedEntries:
    """Implements `passeport_records.usecases.ports.DeletedEntries`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def erase(self, now: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """Erases up to `limit` entries that can no longer be restored; returns whose they were, and which."""
        key = (entry.c.person_id, entry.c.id)
        # Another process may erase at the same time, and a holder may just restore one: neither is waited for.
        due = sa.select(*key).where(entry.c.purge_at < now, entry.c.nature == Nature.DECLARED.value)
        due = due.order_by(entry.c.purge_at).limit(limit).with_for_update(skip_locked=True)
        found = (await self._connection.execute(due)).all()
        if not found:
            return ()
        erased = sa.delete(entry).where(sa.tuple_(*key).in_([tuple(row) for row in found])).returning(*key)
        return [(row.person_id, row.id) for row in await self._connection.execute(erased)]
