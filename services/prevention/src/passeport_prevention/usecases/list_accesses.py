"""The holder reads who read or wrote his trainings (Code du travail R6323-40)."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import AccessPage, AccessPosition, by_holder
from passeport_chassis.clock import Clock
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["list_accesses"]


async def list_accesses(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, limit: int, after: AccessPosition | None
) -> AccessPage:
    """One page of the accesses to the holder's trainings, newest first.

    Reading the trail is itself in the trail, once: turning its pages adds nothing.
    """
    async with open_work() as work:
        page = await work.accesses.page(person_id, limit, after)
        if after is None:
            await work.accesses.record(
                by_holder(person_id, clock(), "prevention.access.read", "Consultation de l’historique des accès")
            )
            await work.commit()
    return page
