"""Accounts in memory: their part of the fake unit of work."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from passeport_identity.domain.account import Account

if TYPE_CHECKING:
    from memory import State


class MemoryAccounts:
    def __init__(self, state: "State") -> None:
        self._state = state

    async def ensure(self, person_id: UUID) -> Account:
        return self._state.accounts.setdefault(person_id, Account(person_id))

    async def get(self, person_id: UUID) -> Account | None:
        return self._state.accounts.get(person_id)

    async def save(self, account: Account) -> None:
        self._state.accounts[account.person_id] = account

    async def sealed_with_other_keys(self, version: str, after: UUID | None, limit: int) -> Sequence[Account]:
        found = [
            account
            for person_id, account in sorted(self._state.accounts.items())
            if account.email is not None
            and account.email.key_version != version
            and (after is None or person_id > after)
        ]
        return found[:limit]
