"""Finds by number or by name the identifier of a person, by which other commands name him. An operator's act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_identity.domain.account import AccountState
from passeport_identity.domain.nir import Nia, Nir
from passeport_identity.domain.person import Person
from passeport_identity.domain.wanted_person import MOST_FOUND, WantedPerson
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.outside import NirVault
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["FindPerson", "FoundPerson"]

_PURPOSE = "Recherche de votre dossier"


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Who was found, and where his account stands: what decides what is to be done, and nothing that names him."""

    person_id: UUID
    state: AccountState
    is_dead: bool


@dataclass(frozen=True, slots=True)
class FindPerson:
    """That it was asked is kept before it is told: as an act, found or not, and in the trail of each who was found.

    The act says nothing of persons, since it is kept longer than they are; an access names its act (`resource_id`).
    """

    open_work: OpenWork
    vault: NirVault
    clock: Clock
    operator: Operator

    async def by_number(self, number: Nir | Nia) -> Sequence[FoundPerson]:
        """Who has the number, or had it, or was merged into whom: one, or nobody.

        Raises OperationRefused of an operator who does not say who he is, and why.
        """
        async with self.open_work() as work:
            found = await work.persons.find_by_nir(self.vault.indexes(number))
            return await self._told(work, "a number", [found] if found is not None else [])

    async def by_identity(self, wanted: WantedPerson) -> Sequence[FoundPerson]:
        """Who has the birth name, these given names first, and the date of birth, as far as either is known.

        Raises OperationRefused of an operator who does not say who he is, and why, and when more fit than can be meant.
        """
        async with self.open_work() as work:
            return await self._told(work, "a civil identity", await work.persons.find_wanted(wanted, MOST_FOUND + 1))

    async def _told(self, work: UnitOfWork, by: str, persons: Sequence[Person]) -> Sequence[FoundPerson]:
        self.operator.check_named()
        now = self.clock()
        too_many = len(persons) > MOST_FOUND
        count = f"more than {MOST_FOUND}" if too_many else str(len(persons))
        act = self.operator.act(by, now, {"found": ("", count)})
        await work.operator_acts.add(act)
        found = []
        for person in () if too_many else persons:
            account = await work.accounts.get(person.id)
            state = account.state if account is not None else AccountState.INACTIVE
            found.append(FoundPerson(person.id, state, await work.deaths.of(person.id) is not None))
        await work.accesses.record(
            *(self.operator.access(each.person_id, now, "found", _PURPOSE, str(act.id)) for each in found)
        )
        await work.commit()
        if too_many:
            raise OperationRefused(
                f"more than {MOST_FOUND} fit: give all given names and the whole date, or the number"
            )
        return found
