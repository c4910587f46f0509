"""Tells the passeport de prévention of what came before its certification was listed, or before anybody listened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_records.domain.access import award_announced
from passeport_records.domain.events import registered
from passeport_records.domain.operator import Operator
from passeport_records.domain.prevention import prevention_code
from passeport_records.usecases.ports import OpenFeedWork

__all__ = ["Place", "announce_awards"]

_AT_ONCE = 1000

Place = tuple[UUID, UUID]
"""How far it is: the person and the entry that were told of last."""


def _nobody(_told: int, _place: Place) -> None:
    """Hears nothing."""


async def announce_awards(
    open_work: OpenFeedWork,
    clock: Clock,
    operator: Operator,
    so_far: Callable[[int, Place], None] = _nobody,
    *,
    after: Place | None = None,
    most: int | None = None,
) -> int:
    """Tells of every entry that stands and enters, once more and marked; returns of how many.

    A thousand in a transaction, each with an access that its holder reads; none after `most` are told of. Run again it
    tells again: the revision is that of the entry, so that who knows it already learns nothing. `so_far` hears how many
    are told, and the place from which a run that was broken off goes on (`after`).
    """
    async with open_work() as work:
        await work.acts.add(operator.act("", clock()))
        await work.commit()
    told = 0
    while most is None or told < most:
        limit = _AT_ONCE if most is None else min(_AT_ONCE, most - told)
        async with open_work() as work:
            listed = await work.for_prevention.listed(after, limit)
            if not listed:
                break
            # Of whom is forgotten nothing is told any more, and he who forgets waits for what is told here.
            gone = await work.persons.expired({entry.person_id for entry in listed})
            enters = [each for each in listed if each.person_id not in gone and prevention_code(each.content.details)]
            now = clock()
            await work.accesses.record(*(award_announced(operator.name, entry, now) for entry in enters))
            for entry in enters:
                work.emit(replace(registered(entry), prevention=True))
            await work.commit()
        after = (listed[-1].person_id, listed[-1].id)
        told += len(enters)
        so_far(told, after)
    return told
