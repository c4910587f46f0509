"""Something became of an entry of records: if it is in the passeport de prévention, or enters it, it is read anew."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_prevention.domain.arrival import EntryNews
from passeport_prevention.usecases.arrival_ports import OpenArrivalWork

__all__ = ["Place", "note_arrival", "want_again"]

_AT_ONCE = 1000

Place = tuple[UUID, UUID]
"""How far it is: the person and the entry of the last one."""


async def note_arrival(open_work: OpenArrivalWork, clock: Clock, event_id: UUID, news: EntryNews) -> bool:
    """Handles one event, once; False where nothing is to be read for it.

    What it means is never taken from the event: records is asked how the entry stands once this is committed, so that
    events may come in any order. An entry that is not known here and does not enter is none of ours, and of what came
    of it before it entered records will tell when it does.
    """
    async with open_work() as work:
        if not news.enters and not await work.arrivals.is_known(news):
            return False
        if not await work.inbox.first_time(event_id) or await work.persons.is_expired(news.person_id):
            return False
        wanted = await work.arrivals.want(news, clock())
        await work.commit()
    return wanted


def _nobody(_wanted: int, _place: Place) -> None:
    """Hears nothing."""


async def want_again(
    open_work: OpenArrivalWork,
    clock: Clock,
    so_far: Callable[[int, Place], None] = _nobody,
    *,
    after: Place | None = None,
    most: int | None = None,
) -> int:
    """Notes that what entered by itself is to be read anew, a thousand in a transaction; returns how many are.

    `so_far` hears how many, and the place from which a run that was broken off goes on (`after`).
    """
    wanted = 0
    while most is None or wanted < most:
        limit = _AT_ONCE if most is None else min(_AT_ONCE, most - wanted)
        async with open_work() as work:
            places = await work.arrivals.want_all(after, limit, clock())
            await work.commit()
        if not places:
            break
        wanted, after = wanted + len(places), places[-1]
        so_far(wanted, after)
    return wanted
