"""Requests being carried out, in PostgreSQL. All times are the server's, so that one clock decides."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.storage.tables import queued_publication
from passeport_publishing.storage.tables import request_claim as table

__all__ = ["SqlClaims"]


class SqlClaims:
    """Implements `passeport_publishing.usecases.ports.Claims`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take(self, person_id: UUID, request_id: str, claim: UUID, lease: timedelta) -> bool:
        """Takes a request, or keeps it; False when another claim on it was taken or renewed within `lease`, or it is
        in line.
        """
        values = {table.c.person_id: person_id, table.c.request_id: request_id, table.c.claim: claim}
        in_line = sa.exists().where(
            queued_publication.c.person_id == person_id, queued_publication.c.request_id == request_id
        )
        claimed = sa.select(*(sa.bindparam(None, value, column.type) for column, value in values.items()))
        added = insert(table).from_select([*values], claimed.where(~in_line), include_defaults=False)
        taken = added.on_conflict_do_update(
            index_elements=[table.c.person_id, table.c.request_id],
            set_={"claim": claim, "claimed_at": sa.func.now()},
            where=sa.or_(table.c.claim == claim, table.c.claimed_at < sa.func.now() - lease),
        ).returning(table.c.claim)
        return (await self._connection.execute(taken)).first() is not None

    async def drop(self, person_id: UUID, request_id: str, claim: UUID) -> None:
        """Gives a request up, if the claim still holds it."""
        await self._connection.execute(
            sa.delete(table).where(
                table.c.person_id == person_id, table.c.request_id == request_id, table.c.claim == claim
            )
        )
