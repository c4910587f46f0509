"""Gets the account of a holder, with his civil identity and a hint of his NIR."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, field
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_identity.domain.account import Account
from passeport_identity.domain.person import Person
from passeport_identity.errors import SessionInvalid
from passeport_identity.usecases.outside import AddressVault, NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["AccountView", "GetAccount", "hint_of", "view_of"]


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as its holder sees it. The hint is empty before activation, the address when he gave none."""

    account: Account
    person: Person
    nir_hint: str
    email: str = field(repr=False, default="")

    @property
    def etag(self) -> str:
        """What clients send back: another whenever anything that they see is, whoever changed it (RFC 9110, 8.8.3)."""
        account = self.account
        seen = (self.person.id, astuple(self.person.identity), self.nir_hint, account.activated_at, account.closed_at)
        return f"a{account.version}-{hashlib.blake2b(repr(seen).encode(), digest_size=6).hexdigest()}"


@dataclass(frozen=True, slots=True)
class GetAccount:
    """Whoever has signed in has an account, active or not."""

    open_work: OpenWork
    vault: NirVault
    addresses: AddressVault
    clock: Clock

    async def __call__(self, person_id: UUID) -> AccountView:
        """The account. Raises SessionInvalid when the person is gone since the caller token was made."""
        async with self.open_work() as work:
            person = await work.persons.get(person_id)
            if person is None:
                raise SessionInvalid
            account = await work.accounts.ensure(person.id)
            read = by_holder(person.id, self.clock(), "identity.account.read", "Consultation de votre compte")
            await work.accesses.record(read)
            view = await view_of(work, self.vault, self.addresses, account, person)
            await work.commit()
        return view


async def view_of(
    work: UnitOfWork, vault: NirVault, addresses: AddressVault, account: Account, person: Person
) -> AccountView:
    """The account as its holder sees it."""
    email = await addresses.open(account.email, person.id) if account.email is not None else ""
    return AccountView(account, person, await hint_of(work, vault, account), email)


async def hint_of(work: UnitOfWork, vault: NirVault, account: Account) -> str:
    """The first and last characters of the holder's NIR; empty before activation."""
    sealed = await work.persons.sealed_nir(account.person_id) if account.was_activated else None
    return (await vault.open(sealed, account.person_id)).hint if sealed is not None else ""
