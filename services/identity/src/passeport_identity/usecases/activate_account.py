"""Activates the account of a holder with the NIR that he types (Code du travail L5151-2, L6323-8).

1. The NIR is looked for in the registry, and the person it names must be the holder: the one his sign-in was linked
   to, or one whose identity agrees with his when the sign-in left that open.
2. He must have the age: 16, or 15 with an apprenticeship contract, which records is asked about.
3. The account opens; a provisional person gives way to the person of the registry; the event goes out.

A refusal counts, is kept though the call fails, and never says what was wrong: five in a row lock for a while.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access, by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris
from passeport_identity.domain.account import ActivationLimit
from passeport_identity.domain.account_age import check_age, needs_apprenticeship
from passeport_identity.domain.events import AccountActivated
from passeport_identity.domain.nir import Nir
from passeport_identity.domain.person import Person
from passeport_identity.domain.pivot import agrees
from passeport_identity.errors import ActivationRefused, PersonDeceased, SessionInvalid
from passeport_identity.usecases.get_account import AccountView, view_of
from passeport_identity.usecases.in_turn import in_turn
from passeport_identity.usecases.outside import AddressVault, EmploymentFacts, NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork
from passeport_identity.usecases.recognise import registered_as

__all__ = ["ActivateAccount"]

_OF_THE_DEAD = "Activation du compte refusée : le répertoire des personnes signale un décès"


@dataclass(frozen=True, slots=True)
class ActivateAccount:
    """Idempotent for the same NIR.

    FranceConnect's subject changes with a correction of the civil identity. An account that is active then goes over to
    the new subject, but on more proof than one that nobody has: the identity must be that of the person in every part,
    and no other person's of the registry.
    """

    open_work: OpenWork
    vault: NirVault
    addresses: AddressVault
    employment: EmploymentFacts
    clock: Clock
    limit: ActivationLimit

    async def __call__(self, person_id: UUID, nir_text: str) -> AccountView:
        """Activates.

        Raises NirMalformed, ActivationRefused, ActivationLocked, TooYoung, PersonDeceased, EmploymentFactsUnavailable.
        """
        nir = Nir.parse_with_key(nir_text)
        async with self._in_turn(person_id, nir) as (work, found):
            person = await self._person_named(work, person_id, found)
            # Whose account was activated had the age when it opened.
            had_age = person is not None and (await work.accounts.ensure(person.id)).was_activated
            # A refusal too: the failure just counted must be kept.
            await work.commit()
        if person is None:
            raise ActivationRefused
        born, today = person.identity.birth_date, day_in_paris(self.clock())
        if not had_age and needs_apprenticeship(born, today):
            # Asked outside the transaction: another service must not hold our locks.
            has_contract = await self.employment.has_apprenticeship_contract(person.id)
            check_age(born, today, has_apprenticeship_contract=has_contract)
        async with self._in_turn(person_id, nir) as (work, found):
            # Looked at anew: another call may have come in between.
            named = await self._person_named(work, person_id, found)
            if named is None or named.id == person.id:
                view = await self._open(work, person_id, named) if named is not None else None
                await work.commit()
                if view is None:
                    raise ActivationRefused
                return view
        # Somebody else by now, whose age was not asked.
        return await self(person_id, nir_text)

    def _in_turn(self, person_id: UUID, nir: Nir) -> AbstractAsyncContextManager[tuple[UnitOfWork, Person | None]]:
        """A unit of work with the person that the NIR names. Who is linked to whom holds in it until it is changed."""
        indexes = self.vault.indexes(nir)
        return in_turn(
            self.open_work,
            lambda work: work.persons.find_by_nir(indexes),
            lambda named: {person_id, named.id if named is not None else person_id},
        )

    async def _person_named(self, work: UnitOfWork, person_id: UUID, named: Person | None) -> Person | None:
        """The person of the registry that the NIR names, if it is the holder; else the failure is counted."""
        now = self.clock()
        holder = await work.persons.get(person_id)
        if holder is None:
            raise SessionInvalid
        account = await work.accounts.ensure(holder.id)
        account.check_not_locked(now)
        needs_apprenticeship(holder.identity.birth_date, day_in_paris(now))
        if named is not None and await self._may_open(work, holder, named):
            if await work.deaths.of(named.id) is not None:
                # Whoever hears it has given the number and the identity of the person.
                await work.accesses.record(_access(named.id, now, "activation_refused", _OF_THE_DEAD))
                await work.commit()
                raise PersonDeceased
            return named
        await work.accounts.save(account.after_failure(now, self.limit))
        await work.accesses.record(_access(holder.id, now, "activation_refused", "Activation du compte refusée"))
        return None

    async def _may_open(self, work: UnitOfWork, holder: Person, named: Person) -> bool:
        if named.id == holder.id:
            return True
        if not holder.is_provisional or not agrees(holder.identity, named.identity):
            return False
        if not (await work.accounts.ensure(named.id)).was_activated:
            return True
        # Somebody has this account. A NIR can be learnt, so that the identity alone must say that it is he.
        return [person.id for person in await registered_as(work, holder.identity)] == [named.id]

    async def _open(self, work: UnitOfWork, person_id: UUID, named: Person) -> AccountView:
        now = self.clock()
        before = await work.accounts.ensure(named.id)
        holder = await work.persons.get(person_id)
        if holder is not None and holder.id != named.id:
            await self._take_over(work, holder, named, now, was_active=before.was_activated)
            if before.was_activated:
                purpose = "Rattachement de votre compte à une nouvelle connexion FranceConnect"
                await work.accesses.record(_access(named.id, now, "relinked", purpose))
        account = before.activated(now)
        if account is not before:
            await work.accounts.save(account)
            work.emit(AccountActivated(named.id, now))
            await work.accesses.record(_access(named.id, now, "activated", "Activation de votre compte"))
        return await view_of(work, self.vault, self.addresses, account, named)

    async def _take_over(
        self, work: UnitOfWork, holder: Person, named: Person, now: datetime, *, was_active: bool
    ) -> None:
        """Gives a provisional person's subjects and sessions to the person that the NIR names."""
        subjects = await work.subjects.all_of(holder.id)
        platforms = {subject.issuer for subject in subjects}
        # The subject of the holder's former identity; or a homonym whose sign-in was taken for this person, and who
        # never gave the NIR: of an account that nobody had, at whichever platform. Whoever it is must sign in again.
        others = [
            other for other in await work.subjects.all_of(named.id) if not was_active or other.issuer in platforms
        ]
        await work.sessions.end_all_of(*others)
        await work.subjects.unlink(*others)
        await work.persons.replace_provisional(holder.id, named.id)
        for subject in subjects:
            await work.subjects.link(subject, named.id, now)


def _access(person_id: UUID, now: datetime, what: str, purpose: str) -> Access:
    return by_holder(person_id, now, f"identity.account.{what}", purpose)
