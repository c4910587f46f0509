"""Keys of requests in PostgreSQL: an insert that meets the same key waits for the other transaction's end."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_prevention.domain.request import Claimed
from passeport_prevention.storage import tables

__all__ = ["SqlRequests"]


class SqlRequests:
    """Implements `passeport_prevention.usecases.ports.Requests`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim_request_id(self, request_id: str, claim: Claimed) -> Claimed | None:
        """Takes a request id of the worker of `claim`; None, or what it was taken for before."""
        key = {"person_id": claim.person_id, "request_id": request_id}
        values = {"training_id": claim.training_id, "fingerprint": claim.fingerprint}
        return await self._claim(tables.request_id, key, values)

    async def claim_partner_key(self, client_id: str, partner_key: str, claim: Claimed) -> Claimed | None:
        """Takes a key of a partner, for ever; None, or what it was taken for before."""
        key = {"client_id": client_id, "partner_key": partner_key}
        values = {
            "person_id": claim.person_id,
            "training_id": claim.training_id,
            "fingerprint": claim.fingerprint,
        }
        return await self._claim(tables.partner_key, key, values)

    async def _claim(self, table: sa.Table, key: dict[str, Any], values: dict[str, Any]) -> Claimed | None:
        statement = insert(table).values(**key, **values).on_conflict_do_nothing().returning(table.c.training_id)
        if (await self._connection.execute(statement)).first() is not None:
            return None
        # Read after the wait, in a statement of its own: under READ COMMITTED it sees what the other committed.
        query = sa.select(table.c.person_id, table.c.training_id, table.c.fingerprint)
        query = query.where(*(table.c[name] == value for name, value in key.items()))
        row = (await self._connection.execute(query)).one()
        return Claimed(row.person_id, row.training_id, row.fingerprint)
