"""How far the imports of deliveries of the civil registers have come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.storage.tables import registry_import as table
from passeport_identity.usecases.registry_ports import ImportRun

__all__ = ["SqlImports"]


class SqlImports:
    """Implements `usecases.registry_ports.Imports`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, delivery: bytes, import_id: UUID, now: datetime) -> ImportRun:
        """The import of a delivery that was not finished, or a new one."""
        begun = insert(table).values(import_id=import_id, delivery=delivery, read_to=0, counts={}, begun_at=now)
        await self._connection.execute(begun.on_conflict_do_nothing())
        query = sa.select(table.c.import_id, table.c.read_to, table.c.counts)
        query = query.where(table.c.delivery == delivery, table.c.finished_at.is_(None))
        row = (await self._connection.execute(query)).one()
        return ImportRun(row.import_id, row.read_to, dict(row.counts))

    async def advance(self, run: ImportRun, read_to: int, counts: Mapping[str, int]) -> bool:
        """Notes how far it has come; False when another process went on with it."""
        advanced = sa.update(table).where(table.c.import_id == run.import_id, table.c.read_to == run.read_to)
        advanced = advanced.values(read_to=read_to, counts=dict(counts))
        return (await self._connection.execute(advanced)).rowcount == 1

    async def finish(self, run: ImportRun, now: datetime) -> None:
        """Notes that all of it is in."""
        finished = sa.update(table).where(table.c.import_id == run.import_id).values(finished_at=now)
        await self._connection.execute(finished)
