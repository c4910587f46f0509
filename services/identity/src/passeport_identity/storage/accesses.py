"""The trail of accesses, kept by the chassis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis import db
from passeport_identity.domain.access import Access, AccessPage, Actor
from passeport_identity.storage.tables import access

__all__ = ["SqlAccesses"]


class SqlAccesses:
    """Implements `usecases.ports.Accesses`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def record(self, accesses: Sequence[Access]) -> None:
        """Adds accesses."""
        rows = [
            db.AccessRow(
                person_id=each.person_id,
                at=each.at,
                actor=each.actor.kind,
                actor_id=each.actor.id,
                action=each.action,
                purpose=each.purpose,
                organisation=each.actor.organisation,
                resource_id=each.resource_id,
            )
            for each in accesses
        ]
        await db.record_access(self._connection, access, rows)

    async def page(self, person_id: UUID, *, limit: int, after: tuple[datetime, UUID] | None) -> AccessPage:
        """The accesses to a person's data, newest first, from a position on."""
        page = await db.list_accesses(self._connection, access, person_id, limit=limit, after=after)
        accesses = tuple(
            Access(
                row.person_id,
                row.at,
                Actor(row.actor, row.actor_id, row.organisation),
                row.action,
                row.purpose,
                row.resource_id,
            )
            for row in page.rows
        )
        return AccessPage(accesses, page.next_position)
