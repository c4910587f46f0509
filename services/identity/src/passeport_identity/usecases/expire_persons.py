"""Deletes what is kept of persons whose time is over: three years after their death (Code du travail R6323-39)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris
from passeport_identity.domain.death import Death, latest_day_of_term
from passeport_identity.domain.events import PersonExpired
from passeport_identity.usecases.note_deaths import take_turns_with
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["ExpirePersons"]

_CHUNK = 200
_PURPOSE = "Suppression de vos données trois ans après le décès (Code du travail, R6323-39)"


@dataclass(frozen=True, slots=True)
class ExpirePersons:
    """A transaction for each chunk, with its events: stopped anywhere, running it again does the rest.

    With a person go those who were merged into him. The trail stays its year (R6323-40).
    """

    open_work: OpenWork
    clock: Clock
    operator: Operator

    async def __call__(self, on_person: Callable[[Death], None], *, dry_run: bool = False) -> int:
        """Deletes, or with `dry_run` only tells whom it would; how many persons."""
        today = day_in_paris(self.clock())
        after: tuple[date, UUID] | None = None
        count = 0
        while True:
            async with self.open_work() as work:
                deaths = await work.deaths.until(latest_day_of_term(today), after, _CHUNK)
                if not deaths:
                    return count
                due = [death for death in deaths if death.kept_until <= today]
                if not dry_run:
                    await take_turns_with(work, [death.person_id for death in due])
                # Looked at now that nobody withdraws a death or merges them: what comes of it is for good.
                due = await self._still_due(work, [death.person_id for death in due], today)
                if not dry_run:
                    await self._expire(work, [death.person_id for death in due])
                    await work.commit()
            for death in due:
                on_person(death)
            count += len(due)
            after = (deaths[-1].died_on, deaths[-1].person_id)

    @staticmethod
    async def _still_due(work: UnitOfWork, persons: Sequence[UUID], today: date) -> list[Death]:
        deaths = await work.deaths.of_persons(persons)
        # Somebody merged into another has the time of the one who stays.
        merged = await work.merges.merged_among(persons)
        return [
            death
            for person_id in persons
            if (death := deaths.get(person_id)) and death.kept_until <= today and person_id not in merged
        ]

    async def _expire(self, work: UnitOfWork, persons: Sequence[UUID]) -> None:
        now = self.clock()
        merged = await work.merges.merged_into(persons)
        everybody = [*persons, *merged]
        revisions = await work.registry.raise_revisions(everybody)
        # The others delete what is of whom they are told alone: merges reach them in any order, or not yet.
        for person_id in everybody:
            work.emit(PersonExpired(person_id, now, revisions[person_id]))
        await work.accesses.record(*(self.operator.access(each, now, "expired", _PURPOSE) for each in everybody))
        await work.registry.forget(everybody)
