"""What no employer answered in time is deemed verified («réputée vérifiée», décret 2022-1712, art. 7 I)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from passeport_chassis.access import Access
from passeport_chassis.clock import Clock
from passeport_prevention.domain.events import VerificationDue, verification_told
from passeport_prevention.domain.verification import VerificationState
from passeport_prevention.regulation.quarters import last_day_anywhere
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["count_due", "count_overdue", "remind_some", "settle_some"]

_AT_ONCE = 500
_ACTION = "prevention.verification.deem"
_PURPOSE = "Formation réputée vérifiée : l’employeur n’a rien dit dans le délai (décret 2022-1712, art. 7)"


async def count_overdue(open_work: OpenWork, clock: Clock) -> int:
    """How many there are to settle."""
    async with open_work() as work:
        return await work.verifications.count_overdue(last_day_anywhere(clock()))


async def settle_some(open_work: OpenWork, clock: Clock) -> int:
    """Settles some hundreds in one transaction, and says how many: 0 when nothing is left.

    Two who do it at once settle others, and one that was answered at this moment stays answered.
    """
    now = clock()
    async with open_work() as work:
        overdue = await work.verifications.take_overdue(last_day_anywhere(now), _AT_ONCE)
        for training in overdue:
            deemed = training.to_verify.moved(VerificationState.DEEMED_VERIFIED, "", now)
            await work.verifications.replace(replace(training, verification=deemed))
            work.emit(verification_told(training, VerificationState.DEEMED_VERIFIED, now))
        await work.accesses.record(
            *(Access(one.person_id, now, "system", "", _ACTION, _PURPOSE, resource_id=str(one.id)) for one in overdue)
        )
        await work.commit()
    return len(overdue)


async def count_due(open_work: OpenWork, clock: Clock, days: int) -> int:
    """Of how many `remind_some` would tell in all."""
    today = last_day_anywhere(clock())
    async with open_work() as work:
        return await work.verifications.count_due(today, today + timedelta(days=days))


async def remind_some(open_work: OpenWork, clock: Clock, days: int) -> int:
    """Tells of some hundreds that no employer answered yet and whose day comes within so many days, each once.

    Says how many it were: 0 when nothing is left. Nobody reads anything of a worker by it.
    """
    now = clock()
    today = last_day_anywhere(now)
    async with open_work() as work:
        due = await work.verifications.take_due(today, today + timedelta(days=days), _AT_ONCE)
        for training in due:
            work.emit(VerificationDue(training.id, training.person_id, training.to_verify.due_on, now))
        if due:
            await work.verifications.remind(due, now)
        await work.commit()
    return len(due)
