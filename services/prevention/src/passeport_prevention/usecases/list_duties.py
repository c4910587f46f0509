"""A partner reads what he has still to do, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.training import Declarant
from passeport_prevention.domain.verification import siren_of
from passeport_prevention.errors import FieldInvalid
from passeport_prevention.regulation.calendar import Due, still_due
from passeport_prevention.regulation.quarters import last_day_anywhere
from passeport_prevention.regulation.table import Actor, Duty, Exclusion, Regulation
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["Duties", "list_duties"]


@dataclass(frozen=True, slots=True)
class Duties:
    """What is to be done, each with the trainings that await it (of a verification), and what is not."""

    due: Sequence[tuple[Due, int]]
    exclusions: Sequence[Exclusion]


async def list_duties(
    open_work: OpenWork, clock: Clock, regulation: Regulation, *, partner: Partner, declarant: Declarant
) -> Duties:
    """What a partner has still to do in a capacity, the first due first. Raises FieldInvalid for the holder's.

    A day counts until it is over everywhere in France, and nothing of a worker is in the answer.
    """
    if declarant is Declarant.HOLDER:
        raise FieldInvalid(
            [
                FieldViolation(
                    "declarant", "must be a training body, an employer or a temporary-work company", "NOT_A_PARTNER"
                )
            ]
        )
    today = last_day_anywhere(clock())
    due = still_due(regulation, Actor(declarant.value), today)
    async with open_work() as work:
        awaited = await work.verifications.count_awaited(siren_of(partner.siret), today)
    # Days of several quarters may be due on one: what awaits is told with the first of them.
    counts = [(each, awaited.pop(each.due_on, 0) if each.duty is Duty.VERIFY else 0) for each in due]
    return Duties(counts, regulation.exclusions_of(today))
