"""Tells the passeport de prévention of awards that came before their certification was on its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_records.domain.access import award_announced
from passeport_records.domain.events import registered
from passeport_records.domain.operator import Operator
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["announce_awards"]

_AT_ONCE = 1000


async def announce_awards(
    open_work: OpenFeedWork, clock: Clock, operator: Operator, so_far: Callable[[int], None] = lambda _told: None
) -> int:
    """Tells of every award that stands and is on the list, once more and marked; returns how many there are.

    A thousand in a transaction, each with an access that its holder reads. Run again it tells again: the revision is
    that of the entry, so that who knows it already learns nothing. `so_far` hears how many are told.
    """
    async with open_work() as work:
        await work.acts.add(operator.act("", clock()))
        await work.commit()
    after: tuple[UUID, UUID] | None = None
    told = 0
    while True:
        async with open_work() as work:
            awards = await work.guaranteed.awards_for_prevention(after, _AT_ONCE)
            if not awards:
                return told
            # Of whom is forgotten nothing is told any more, and he who forgets waits for what is told here.
            gone = await work.persons.expired({award.person_id for award in awards})
            kept = [award for award in awards if award.person_id not in gone]
            now = clock()
            await work.accesses.record(*(award_announced(operator.name, award, now) for award in kept))
            for award in kept:
                work.emit(replace(registered(award), prevention=True))
            await work.commit()
        after = (awards[-1].person_id, awards[-1].id)
        told += len(kept)
        so_far(told)
