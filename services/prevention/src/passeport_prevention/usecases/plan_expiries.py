"""When holders are to be reminded is planned with what is declared, and anew for all when the rules are others."""

from __future__ import annotations

from datetime import date

from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris
from passeport_prevention.domain.expiry import expiry_of
from passeport_prevention.domain.training import Training
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.usecases.ports import OpenWork, UnitOfWork

__all__ = ["plan", "plan_some", "replan"]

_AT_ONCE = 1000


async def plan(work: UnitOfWork, types: TrainingTypes, today: date, *trainings: Training) -> None:
    """Plans those of trainings that are declared, corrected or taken back in this transaction."""
    planned = {one.id: expiry_of(one, types, today) for one in trainings}
    await work.expiries.put([one for one in planned.values() if one is not None])
    await work.expiries.drop([(one.person_id, one.id) for one in trainings if planned[one.id] is None])


async def plan_some(open_work: OpenWork, clock: Clock, types: TrainingTypes) -> int:
    """Plans some of all trainings by the rules of now, from where it stopped, and says how many: 0 when all are.

    What is planned already for the same day stays as it is: nobody is reminded again.
    """
    async with open_work() as work:
        walk = await work.expiries.walk(types.digest)
        if walk.done:
            return 0
        trainings = await work.expiries.next_trainings(walk, _AT_ONCE)
        gone = await work.persons.expired_among({one.person_id for one in trainings})
        await plan(work, types, day_in_paris(clock()), *(one for one in trainings if one.person_id not in gone))
        await work.expiries.walked(types.digest, trainings[-1] if trainings else None)
        await work.commit()
    return len(trainings)


async def replan(open_work: OpenWork) -> None:
    """Has `plan_some` begin with the first training."""
    async with open_work() as work:
        await work.expiries.restart()
        await work.commit()
