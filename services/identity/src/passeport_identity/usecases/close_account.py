"""Closes the account of a holder who asks for it: the passport is shut, and nothing is deleted (R6323-38)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_identity.domain.events import AccountClosed
from passeport_identity.domain.opaque_token import digest
from passeport_identity.errors import SessionInvalid
from passeport_identity.usecases.get_account import AccountView, view_of
from passeport_identity.usecases.outside import AddressVault, NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["CloseAccount"]


@dataclass(frozen=True, slots=True)
class CloseAccount:
    """Idempotent. The session that asks goes on, good for opening the account again alone; every other one ends."""

    open_work: OpenWork
    vault: NirVault
    addresses: AddressVault
    clock: Clock

    async def __call__(self, person_id: UUID, session_token: str) -> AccountView:
        """The closed account. Raises SessionInvalid, AccountNotActive."""
        now = self.clock()
        async with self.open_work() as work:
            await work.take_turns(f"person {person_id}")
            person = await work.persons.get(person_id)
            if person is None:
                raise SessionInvalid
            before = await work.accounts.ensure(person.id)
            account = before.closed(now)
            if account is not before:
                await work.accounts.save(account)
                await self._end_others(work, person.id, session_token)
                revisions = await work.registry.raise_revisions([person.id])
                work.emit(AccountClosed(person.id, now, revisions[person.id]))
                closed = by_holder(person.id, now, "identity.account.closed", "Fermeture de votre compte")
                await work.accesses.record(closed)
            view = await view_of(work, self.vault, self.addresses, account, person)
            await work.commit()
        return view

    async def _end_others(self, work: UnitOfWork, person_id: UUID, session_token: str) -> None:
        now = self.clock()
        asks = await work.sessions.find(digest(session_token)) if session_token else None
        ended = await work.sessions.end_others_of(person_id, asks.session.id if asks is not None else None)
        purpose = "Déconnexion à la fermeture de votre compte"
        await work.accesses.record(
            *(
                by_holder(person_id, now, "identity.session.ended", purpose, resource_id=str(each.id))
                for each in ended
                if each.is_open(now)
            )
        )
