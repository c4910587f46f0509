"""Reads from records what is to be read, and lets it enter the passeport de prévention, be corrected, or go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from passeport_chassis.access import by_system
from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris
from passeport_chassis.ids import new_id
from passeport_dossier.usecases.files import Rounds
from passeport_prevention.domain.arrival import Entry, Waiting, content_of, particulars_of
from passeport_prevention.domain.changes import corrected, withdrawn
from passeport_prevention.domain.events import correction_told, declared, withdrawal_told
from passeport_prevention.domain.training import Content, Declarant, Declarer, Training
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.usecases.arrival_ports import ArrivalWork, Entries, OpenArrivalWork
from passeport_prevention.usecases.plan_expiries import plan
from passeport_prevention.usecases.ports import UnitOfWork

__all__ = ["ReadArrivals"]

_AT_ONCE = 300
_LEASE = timedelta(seconds=60)
"""For which nobody else reads what was taken; what could not be read is tried again after it."""
_LOOK_EVERY = 2.0
_NOBODY = Declarer(Declarant.AUTOMATIC)
_ENTERED = "Entrée automatique d’une formation dans votre passeport de prévention (décret 2022-1712, article 8)"
_CORRECTED = "Corrigé par sa source"
_GONE = "Retiré par sa source"


class StateChanged(Exception):
    """A training that came by itself was changed by somebody else."""


@dataclass(frozen=True, slots=True)
class ReadArrivals:
    """Reads what waits, up to 300 entries at once; several processes may."""

    open_work: OpenArrivalWork
    entries: Entries
    clock: Clock
    types: TrainingTypes

    async def __call__(self) -> bool:
        """Whether there may be more. Raises whatever the database or records does: what was taken is taken again."""
        async with self.open_work() as work:
            taken = await work.arrivals.take(self.clock(), _LEASE, _AT_ONCE)
            await work.commit()
        if not taken:
            return False
        # Asked after what was heard was committed: whatever happened before is in the answer.
        found = await self.entries.read([(one.person_id, one.entry_id) for one in taken])
        async with self.open_work() as work:
            expired = await work.persons.expired_among({one.person_id for one in taken})
            # Of which nothing was heard meanwhile: of the others the answer may be old, and they are read anew.
            for waiting in await work.arrivals.unchanged(taken):
                if waiting.person_id not in expired:
                    await _settle(work, self.types, waiting, found.get(waiting.entry_id), self.clock())
            await work.commit()
        return True

    def rounds(self) -> Rounds:
        """The work, for as long as a process runs; while records or the database is away it is waited for."""
        return Rounds(lambda _stop: self(), _LOOK_EVERY, "arrivals")


async def _settle(
    work: ArrivalWork, types: TrainingTypes, waiting: Waiting, entry: Entry | None, now: datetime
) -> None:
    before = None
    if waiting.training_id is not None:
        before = await work.trainings.get(waiting.person_id, waiting.training_id)
    content = None if entry is None else content_of(entry)
    if entry is None or content is None:
        if before is not None and not before.withdrawn:
            gone = withdrawn(before, reason=_GONE, at=now)
            await _put(work, gone, now)
            await plan(work, types, day_in_paris(now), gone)
        await work.arrivals.left(waiting)
        return
    if before is None or before.withdrawn:
        # What comes again is another training than the one that was taken back: whoever was told of it stays told.
        training = _entering(waiting, entry, content, now)
        await work.trainings.add(training)
        work.emit(declared(training))
        await _log(work, training, "enter", _ENTERED, now)
    else:
        told = particulars_of(entry)
        training = corrected(before, content, told, "", None, None, reason=_CORRECTED, at=now)
        if training is not before:
            await _put(work, training, now)
    await plan(work, types, day_in_paris(now), training)
    await work.arrivals.arrived(waiting, training.id, entry)


def _entering(waiting: Waiting, entry: Entry, content: Content, now: datetime) -> Training:
    return Training(
        id=new_id(),
        person_id=waiting.person_id,
        declarer=_NOBODY,
        content=content,
        created_at=now,
        particulars=particulars_of(entry),
    )


async def _put(work: UnitOfWork, after: Training, now: datetime) -> None:
    if not await work.trainings.replace(after):
        raise StateChanged
    gone = after.withdrawn
    work.emit(withdrawal_told(after, now) if gone else correction_told(after, now))
    await _log(work, after, "withdraw" if gone else "correct", after.reason, now)


async def _log(work: UnitOfWork, training: Training, action: str, purpose: str, now: datetime) -> None:
    await work.accesses.record(
        by_system("records", training.person_id, now, f"prevention.training.{action}", purpose, str(training.id))
    )
