"""The accounts."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.account import Account
from passeport_identity.storage.tables import account as table

__all__ = ["SqlAccounts"]


class SqlAccounts:
    """Implements `usecases.ports.Accounts`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(self, person_id: UUID) -> Account:
        """The account of a person, made if it has none, locked until the end of the transaction."""
        made = insert(table).values(person_id=person_id).on_conflict_do_nothing()
        await self._connection.execute(made)
        query = (
            sa.select(table.c.person_id, table.c.activated_at, table.c.failures, table.c.locked_until)
            .where(table.c.person_id == person_id)
            .with_for_update()
        )
        row = (await self._connection.execute(query)).one()
        return Account(row.person_id, row.activated_at, row.failures, row.locked_until)

    async def save(self, account: Account) -> None:
        """Writes an account."""
        await self._connection.execute(
            sa.update(table)
            .where(table.c.person_id == account.person_id)
            .values(activated_at=account.activated_at, failures=account.failures, locked_until=account.locked_until)
        )
