"""Events already handled, in PostgreSQL."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db import first_time

__all__ = ["SqlInbox"]


class SqlInbox:
    """Implements `passeport_dossier.usecases.ports.Inbox` for one consumer of a service."""

    def __init__(self, connection: AsyncConnection, table: sa.Table, consumer: str) -> None:
        self._connection = connection
        self._table = table
        self._consumer = consumer

    async def first_time(self, event_id: UUID) -> bool:
        """Notes an event; False when it was noted before."""
        return await first_time(self._connection, self._table, self._consumer, event_id)
