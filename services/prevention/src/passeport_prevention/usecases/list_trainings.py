"""The holder lists his trainings."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_prevention.domain.training import Position, TrainingPage
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["list_trainings"]


async def list_trainings(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, limit: int, after: Position | None
) -> TrainingPage:
    """One page of the holder's trainings, the latest first; the reading is logged for him (R6323-40)."""
    async with open_work() as work:
        page = await work.trainings.page(person_id, limit, after)
        await work.accesses.record(
            by_holder(person_id, clock(), "prevention.training.read", "Consultation de votre passeport de prévention")
        )
        await work.commit()
    return page
