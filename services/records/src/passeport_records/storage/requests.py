"""Ids of requests in PostgreSQL: an insert that meets the same id waits for the other transaction's end."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.request import Claimed
from passeport_records.storage.tables import request_id as table

__all__ = ["SqlRequests"]


class SqlRequests:
    """Implements `passeport_records.usecases.ports.Requests`."""

    def __init__(self, connection: AsyncConnection, person_id: UUID, person_ids: Sequence[UUID]) -> None:
        self._connection = connection
        self._person_id = person_id
        self._others = [each for each in person_ids if each != person_id]

    async def claim(self, request_id: str, claim: Claimed) -> Claimed | None:
        """Takes a request id; None, or what it was taken for before."""
        if self._others and (earlier := await self._used_by(self._others, request_id)) is not None:
            # Before he was merged the holder used it under another identifier.
            return earlier
        statement = (
            insert(table)
            .values(
                person_id=self._person_id,
                request_id=request_id,
                entry_id=claim.entry_id,
                fingerprint=claim.fingerprint,
            )
            .on_conflict_do_nothing()
            .returning(table.c.entry_id)
        )
        if (await self._connection.execute(statement)).first() is not None:
            return None
        # Read after the wait, in a statement of its own: under READ COMMITTED it sees what the other committed.
        return await self._used_by([self._person_id], request_id)

    async def _used_by(self, person_ids: Sequence[UUID], request_id: str) -> Claimed | None:
        query = sa.select(table.c.person_id, table.c.entry_id, table.c.fingerprint)
        query = query.where(table.c.person_id.in_(person_ids), table.c.request_id == request_id).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else Claimed(row.person_id, row.entry_id, row.fingerprint)
