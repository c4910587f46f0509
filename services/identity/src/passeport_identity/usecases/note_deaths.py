"""What a report of a death does at once, whoever brings it: no session goes on, and the others are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from passeport_identity.domain.death import Death
from passeport_identity.domain.events import DeathReported, DeathWithdrawn
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.ports import UnitOfWork

__all__ = ["note_deaths", "take_turns_with", "withdraw_deaths"]


async def take_turns_with(work: UnitOfWork, person_ids: Sequence[UUID]) -> None:
    """Waits for sign-ins and activations of these persons. Before anything else of them is locked."""
    await work.take_turns(*(f"person {person_id}" for person_id in sorted(person_ids)))


async def note_deaths(work: UnitOfWork, deaths: Sequence[Death], operator: Operator, now: datetime) -> None:
    """Notes deaths of persons of whom none was reported."""
    await work.deaths.report(deaths)
    persons = [each.person_id for each in deaths]
    await work.sessions.end_all_of_persons(persons)
    for person_id, revision in (await work.registry.raise_revisions(persons)).items():
        work.emit(DeathReported(person_id, now, revision))
    purpose = "Décès signalé par le répertoire des personnes : le compte est clos"
    await work.accesses.record(*(operator.access(each, now, "death_reported", purpose) for each in persons))


async def withdraw_deaths(work: UnitOfWork, persons: Sequence[UUID], operator: Operator, now: datetime) -> None:
    """Forgets deaths that were reported wrongly."""
    await work.deaths.withdraw(persons)
    for person_id, revision in (await work.registry.raise_revisions(persons)).items():
        work.emit(DeathWithdrawn(person_id, now, revision))
    purpose = "Signalement de décès annulé : le compte est rouvert"
    await work.accesses.record(*(operator.access(each, now, "death_withdrawn", purpose) for each in persons))
