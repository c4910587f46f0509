"""Reports the death of a person, or takes the report back, where the civil registers have not done so by file."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.death import Death, day_of_death
from passeport_identity.usecases.note_deaths import note_deaths, take_turns_with, withdraw_deaths
from passeport_identity.usecases.operator import OperationRefused, Operator
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["ReportDeath"]


@dataclass(frozen=True, slots=True)
class ReportDeath:
    """Closes the account of a person for as long as the report holds. Done again, it changes nothing."""

    open_work: OpenWork
    clock: Clock
    operator: Operator

    async def __call__(self, person_id: UUID, said: BirthDate | None, *, dry_run: bool = False) -> bool:
        """Reports it, or takes it back with None; whether that changed anything. Raises OperationRefused.

        A date parts of which are not known, and which can mean the day that is known, corrects nothing.
        """
        now = self.clock()
        today = today_in_france(now)
        if said is not None and said.presumed > today:
            raise OperationRefused("--died-on: is to come; report it once it is past")
        async with self.open_work() as work:
            await take_turns_with(work, [person_id])
            await self._check(work, person_id, said)
            before = await work.deaths.of(person_id)
            if said is None:
                if before is None:
                    return False
                await withdraw_deaths(work, [person_id], self.operator, now)
            elif before is None:
                await note_deaths(work, [Death(person_id, day_of_death(said, today), now)], self.operator, now)
            elif said.can_mean(before.died_on):
                return False
            else:
                await work.deaths.report([Death(person_id, day_of_death(said, today), now)])
                purpose = "Date de décès corrigée"
                await work.accesses.record(self.operator.access(person_id, now, "death_corrected", purpose))
            if not dry_run:
                await work.commit()
        return True

    @staticmethod
    async def _check(work: UnitOfWork, person_id: UUID, said: BirthDate | None) -> None:
        person = await work.persons.get(person_id)
        if person is None or person.is_provisional:
            raise OperationRefused(f"person {person_id}: is not in the registry")
        if person.id != person_id:
            raise OperationRefused(f"person {person_id}: was merged into {person.id}; name that one")
        if said is not None and said.latest < person.identity.birth_date.presumed:
            raise OperationRefused("--died-on: is before the birth")
