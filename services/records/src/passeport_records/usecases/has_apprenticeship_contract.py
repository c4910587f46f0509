"""Whether a person is an apprentice today: at 15, that opens the account (Code du travail L5151-2).

Today is the day of the law, that of the mainland (Europe/Paris), as identity counts ages by it.
"""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_system
from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris
from passeport_records.domain.details import EmploymentDetails
from passeport_records.domain.employment import runs_on
from passeport_records.usecases.ports import OpenWork

__all__ = ["has_apprenticeship_contract"]


async def has_apprenticeship_contract(open_work: OpenWork, clock: Clock, *, person_id: UUID, asked_by: str) -> bool:
    """Whether a guaranteed apprenticeship contract runs today; what the holder declares himself counts for nothing."""
    now = clock()
    today = day_in_paris(now)
    async with open_work(person_id) as work:
        found = any(
            isinstance(entry.content.details, EmploymentDetails)
            and entry.content.details.apprenticeship
            and runs_on(entry.content, today)
            for entry in await work.entries.employments()
        )
        await work.accesses.record(
            by_system(
                asked_by,
                person_id,
                now,
                "records.apprenticeship.check",
                "Vérification de l’âge d’ouverture du compte (Code du travail, L5151-2)",
            )
        )
        await work.commit()
    return found
