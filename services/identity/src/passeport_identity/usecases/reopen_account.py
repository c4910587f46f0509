"""Opens a closed account again, for a holder who has signed in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_identity.domain.events import AccountReopened
from passeport_identity.errors import PersonDeceased, SessionInvalid
from passeport_identity.usecases.get_account import AccountView, view_of
from passeport_identity.usecases.outside import AddressVault, NirVault
from passeport_identity.usecases.ports import OpenWork

__all__ = ["ReopenAccount"]


@dataclass(frozen=True, slots=True)
class ReopenAccount:
    """Idempotent. A session is enough: that the account is his the holder proved when it was activated."""

    open_work: OpenWork
    vault: NirVault
    addresses: AddressVault
    clock: Clock

    async def __call__(self, person_id: UUID) -> AccountView:
        """The account, open. Raises SessionInvalid, AccountNotActive, PersonDeceased."""
        now = self.clock()
        async with self.open_work() as work:
            await work.take_turns(f"person {person_id}")
            person = await work.persons.get(person_id)
            if person is None:
                raise SessionInvalid
            if await work.deaths.of(person.id) is not None:
                raise PersonDeceased
            before = await work.accounts.ensure(person.id)
            account = before.reopened()
            if account is not before:
                await work.accounts.save(account)
                revisions = await work.registry.raise_revisions([person.id])
                work.emit(AccountReopened(person.id, now, revisions[person.id]))
                reopened = by_holder(person.id, now, "identity.account.reopened", "Réouverture de votre compte")
                await work.accesses.record(reopened)
            view = await view_of(work, self.vault, self.addresses, account, person)
            await work.commit()
        return view
