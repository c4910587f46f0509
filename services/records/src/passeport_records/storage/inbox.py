"""Events already handled, in PostgreSQL."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db import first_time
from passeport_records.storage.tables import inbox

__all__ = ["SqlInbox"]


class SqlInbox:
    """Implements `passeport_records.usecases.ports.Inbox` for the one consumer of this service."""

    def __init__(self, connection: AsyncConnection, consumer: str) -> None:
        self._connection = connection
        self._consumer = consumer

    async def first_time(self, event_id: UUID) -> bool:
        """Notes an event; False when it was noted before."""
        return await first_time(self._connection, inbox, self._consumer, event_id)
