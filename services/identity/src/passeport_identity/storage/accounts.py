"""The accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.account import Account
from passeport_identity.domain.contact import Language, SealedAddress
from passeport_identity.storage.tables import account as table

__all__ = ["ACCOUNT_COLUMNS", "SqlAccounts", "account_of"]

ACCOUNT_COLUMNS = (
    table.c.person_id,
    table.c.activated_at,
    table.c.failures,
    table.c.locked_until,
    table.c.closed_at,
    table.c.email_sealed,
    table.c.email_key_version,
    table.c.language,
    table.c.version,
)


def account_of(row: sa.Row[*tuple[Any, ...]]) -> Account:
    """The account of a row that has ACCOUNT_COLUMNS."""
    return Account(
        row.person_id,
        row.activated_at,
        row.failures,
        row.locked_until,
        row.closed_at,
        SealedAddress(row.email_sealed, row.email_key_version) if row.email_sealed is not None else None,
        Language(row.language) if row.language is not None else None,
        row.version,
    )


class SqlAccounts:
    """Implements `usecases.sign_in_ports.Accounts`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(self, person_id: UUID) -> Account:
        """The account of a person, made if it has none, locked until the end of the transaction."""
        made = insert(table).values(person_id=person_id).on_conflict_do_nothing()
        await self._connection.execute(made)
        query = sa.select(*ACCOUNT_COLUMNS).where(table.c.person_id == person_id).with_for_update()
        return account_of((await self._connection.execute(query)).one())

    async def get(self, person_id: UUID) -> Account | None:
        """The account of a person, if it has one."""
        query = sa.select(*ACCOUNT_COLUMNS).where(table.c.person_id == person_id)
        row = (await self._connection.execute(query)).one_or_none()
        return account_of(row) if row is not None else None

    async def save(self, account: Account) -> None:
        """Writes an account."""
        await self._connection.execute(
            sa.update(table)
            .where(table.c.person_id == account.person_id)
            .values(
                activated_at=account.activated_at,
                failures=account.failures,
                locked_until=account.locked_until,
                closed_at=account.closed_at,
                email_sealed=account.email.ciphertext if account.email is not None else None,
                email_key_version=account.email.key_version if account.email is not None else None,
                language=account.language.value if account.language is not None else None,
                version=account.version,
            )
        )

    async def sealed_with_other_keys(self, version: str, after: UUID | None, limit: int) -> Sequence[Account]:
        """Accounts whose e-mail address another key than this one sealed, in the order of persons, locked."""
        query = sa.select(*ACCOUNT_COLUMNS).where(table.c.email_key_version != version)
        if after is not None:
            query = query.where(table.c.person_id > after)
        query = query.order_by(table.c.person_id).limit(limit).with_for_update()
        return [account_of(row) for row in await self._connection.execute(query)]
