"""Holders are reminded of trainings that come to their end: 90, 30 and 7 days before, each once (event and news)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris
from passeport_chassis.ids import new_id
from passeport_prevention.domain.events import TrainingExpiring
from passeport_prevention.domain.expiry import Expiry, Reminder, expiry_of, is_renewed
from passeport_prevention.domain.once import told_once
from passeport_prevention.domain.training import Training
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.usecases.ports import OpenWork, UnitOfWork

__all__ = ["Reminded", "count_due", "recent_reminders", "remind_some"]

_AT_ONCE = 500
_MOST_RECENT = 100
_HOUR = timedelta(hours=1)
_WATCH = "prevention.reminder.watch"


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one transaction did: how many it looked at, and of how many it told."""

    seen: int
    told: int


async def count_due(open_work: OpenWork, clock: Clock) -> int:
    """At how many `remind_some` would look in all: of those that are renewed it does not tell."""
    async with open_work() as work:
        return await work.expiries.count_due(day_in_paris(clock()))


async def remind_some(open_work: OpenWork, clock: Clock, types: TrainingTypes) -> Reminded:
    """Tells of some hundreds in one transaction; nothing is left when none was seen.

    Told once for each threshold: the row says in the same transaction when the next one is, and whoever does it at once
    gets other rows. After days without a run the nearest threshold alone is told. Nobody reads a worker by it.
    """
    now = clock()
    today = day_in_paris(now)
    async with open_work() as work:
        due = await work.expiries.take_due(today, _AT_ONCE)
        if not due:
            return Reminded(0, 0)
        told: list[Reminder] = []
        after: list[Expiry] = []
        over: list[tuple[UUID, UUID]] = []
        nobody = await _without_reader(work, [one for _, one in due])
        others = await work.expiries.alike({one.person_id for _, one in due})
        for planned, training in due:
            right = expiry_of(training, types, today)
            if right is None:
                over.append((planned.person_id, planned.training_id))
            elif right.until != planned.until:
                # By a rule that changed since: it is looked at again, when it is its turn.
                after.append(right)
            else:
                days = planned.threshold(today)
                after.append(planned.reminded(days))
                his = others.get(training.person_id, ())
                # One that came by itself is told of, and not what was declared of the same.
                renewed = is_renewed(training, his, types, today) or training.id in told_once(his)
                if not renewed and training.person_id not in nobody:
                    told.append(Reminder(new_id(), training.person_id, training.id, right.until, days, now))
        await work.expiries.move(after)
        await work.expiries.drop(over)
        told = [*await work.expiries.tell(told)]
        for one in told:
            work.emit(TrainingExpiring(one.training_id, one.person_id, one.until, one.days, now))
        await work.commit()
    return Reminded(len(due), len(told))


async def recent_reminders(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, since: datetime
) -> Sequence[Reminder]:
    """What the holder was reminded of since a moment, oldest first; once an hour at most that is in his log."""
    async with open_work() as work:
        found = await work.expiries.recent(person_id, since, _MOST_RECENT)
        now = clock()
        if found and not await work.expiries.watched_since(person_id, now - _HOUR, _WATCH):
            purpose = "Suivi de l’échéance de vos formations, une fois ou plus dans l’heure"
            await work.accesses.record(by_holder(person_id, now, _WATCH, purpose))
            await work.commit()
    return found


async def _without_reader(work: UnitOfWork, trainings: Sequence[Training]) -> frozenset[UUID]:
    """Those whose time is over, whose account is closed, or whose death is reported: nobody is there to be told."""
    persons = {one.person_id for one in trainings}
    return frozenset({*await work.persons.expired_among(persons), *await work.persons.shut_among(persons)})
