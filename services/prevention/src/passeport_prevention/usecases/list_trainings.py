"""The holder lists his trainings, and reads what was declared of one, version by version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_prevention.domain.training import Position, Training, TrainingPage
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.domain.validity import ValidityState
from passeport_prevention.errors import TrainingNotFound
from passeport_prevention.usecases.page_by_validity import page_by_validity
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["list_trainings", "list_versions"]


async def list_trainings(
    open_work: OpenWork,
    clock: Clock,
    types: TrainingTypes,
    *,
    person_id: UUID,
    limit: int,
    after: Position | None,
    withdrawn: bool = False,
    states: Collection[ValidityState] = (),
) -> TrainingPage:
    """One page of the holder's trainings, the latest first, on request with those taken back, or those alone that stand
    in some states today; the reading is logged for him (R6323-40).
    """
    async with open_work() as work:

        async def some(limit: int, after: Position | None) -> TrainingPage:
            return await work.trainings.page(person_id, limit, after, withdrawn=withdrawn)

        page = await page_by_validity(some, limit, after, types, states, clock())
        await work.accesses.record(
            by_holder(person_id, clock(), "prevention.training.read", "Consultation de votre passeport de prévention")
        )
        await work.commit()
    now = clock()
    return replace(page, trainings=tuple(training.as_of(now) for training in page.trainings))


async def list_versions(open_work: OpenWork, clock: Clock, *, person_id: UUID, training_id: UUID) -> Sequence[Training]:
    """What was declared of a training of the holder; the last is as it is by now. Raises TrainingNotFound."""
    purpose = "Consultation des versions d’une formation de votre passeport de prévention"
    async with open_work() as work:
        versions = await work.trainings.versions(person_id, training_id)
        if not versions:
            raise TrainingNotFound
        current = await work.trainings.get(person_id, training_id)
        await work.accesses.record(by_holder(person_id, clock(), "prevention.training.read", purpose, str(training_id)))
        await work.commit()
    return [*versions[:-1], current.as_of(clock())]
