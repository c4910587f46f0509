"""The holder changes what he declared himself, or takes it back; what he said before is kept."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris, today_in_france
from passeport_prevention.domain.changes import corrected, withdrawn
from passeport_prevention.domain.events import correction_told, withdrawal_told
from passeport_prevention.domain.rules import check_content
from passeport_prevention.domain.training import Content, Declarant, Training
from passeport_prevention.domain.training_types import TrainingTypes, check_type
from passeport_prevention.errors import EtagStale, FieldInvalid, TrainingNotFound, TrainingWithdrawn
from passeport_prevention.usecases.plan_expiries import plan
from passeport_prevention.usecases.ports import OpenWork, UnitOfWork

__all__ = ["delete_training", "update_training"]

# What he reads in his log of accesses.
_UPDATE = "Modification d’une formation que vous avez déclarée"
_DELETE = "Retrait d’une formation que vous aviez déclarée"


async def update_training(
    open_work: OpenWork,
    clock: Clock,
    types: TrainingTypes,
    *,
    person_id: UUID,
    training_id: UUID,
    etag: str,
    content: Content,
) -> Training:
    """Puts what the holder says now in place of what he declared; the same changes nothing.

    Raises FieldInvalid naming every rule broken, TrainingNotFound, EtagStale, TrainingWithdrawn.
    """
    now = clock()
    broken = check_content(content, Declarant.HOLDER, today_in_france(now))
    if violations := broken or [*check_type(content, "", types)]:
        raise FieldInvalid(violations)
    async with open_work() as work:
        before = await _own(work, person_id, training_id)
        if before.withdrawn:
            raise TrainingWithdrawn(training_id)
        if before.etag != etag:
            raise EtagStale(training_id)
        after = corrected(before, content, before.particulars, before.reference, None, None, reason="", at=now)
        if after is not before:
            await _put(work, after)
            await plan(work, types, day_in_paris(now), after)
            work.emit(correction_told(after, now))
        access = by_holder(person_id, now, "prevention.training.update", _UPDATE, str(training_id))
        await work.accesses.record(access)
        await work.commit()
    return after


async def delete_training(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, training_id: UUID, etag: str
) -> Training:
    """Takes back what the holder declared; again, it changes nothing. Raises TrainingNotFound, EtagStale."""
    now = clock()
    async with open_work() as work:
        before = await _own(work, person_id, training_id)
        if not before.withdrawn and before.etag != etag:
            raise EtagStale(training_id)
        after = withdrawn(before, reason="", at=now)
        if after is not before:
            await _put(work, after)
            await work.expiries.drop([(after.person_id, after.id)])
            work.emit(withdrawal_told(after, now))
        access = by_holder(person_id, now, "prevention.training.delete", _DELETE, str(training_id))
        await work.accesses.record(access)
        await work.commit()
    return after


async def _own(work: UnitOfWork, person_id: UUID, training_id: UUID) -> Training:
    if training_id not in await work.trainings.his_among(person_id, [training_id]):
        raise TrainingNotFound
    training = await work.trainings.get(person_id, training_id)
    if training.declarer.declarant is not Declarant.HOLDER:
        # What others declared they change themselves.
        raise TrainingNotFound
    if await work.persons.is_expired(training.person_id):
        raise TrainingNotFound
    return training


async def _put(work: UnitOfWork, after: Training) -> None:
    if not await work.trainings.replace(after):
        raise EtagStale(after.id)
