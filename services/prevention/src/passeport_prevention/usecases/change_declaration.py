"""A partner reads what he declared, corrects it or takes it back: one training, or all of a declaration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris, today_in_france
from passeport_chassis.errors import FieldViolation
from passeport_prevention.domain.access import Partner, by_partner
from passeport_prevention.domain.changes import check_reason, corrected, withdrawn
from passeport_prevention.domain.events import correction_told, verification_told, withdrawal_told
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.request import check_key
from passeport_prevention.domain.rules import check_content
from passeport_prevention.domain.training import Content, Training
from passeport_prevention.domain.training_types import TrainingTypes, check_type
from passeport_prevention.domain.verification import VerificationState
from passeport_prevention.errors import EtagStale, FieldInvalid, TrainingNotFound, TrainingWithdrawn
from passeport_prevention.imports.single import check_particulars
from passeport_prevention.regulation.table import Regulation
from passeport_prevention.usecases.declare_training import due_on_of, verify_by
from passeport_prevention.usecases.plan_expiries import plan
from passeport_prevention.usecases.ports import OpenWork, UnitOfWork

__all__ = ["Correction", "correct_training", "read_declared", "withdraw_declaration", "withdraw_training"]

_DECLARATION_LIMIT = 255
_EXPECTED = "expected_count"
_MOST_AT_ONCE = 500
# What the worker reads in his log of accesses.
_READ = "Relecture d’une formation par le partenaire qui l’a déclarée"
_CORRECT = "Correction d’une formation par le partenaire qui l’a déclarée"
_WITHDRAW = "Retrait d’une formation par le partenaire qui l’avait déclarée"


@dataclass(frozen=True, slots=True)
class Correction:
    """What a training should have said, whole; None: the particulars stay as they are."""

    content: Content
    reference: str
    particulars: Particulars | None


async def read_declared(open_work: OpenWork, clock: Clock, *, partner: Partner, training_id: UUID) -> Training:
    """A training as its declarant may see it: nothing of the worker, who reads that it was looked at.

    Raises TrainingNotFound.
    """
    async with open_work() as work:
        training = await _declared(work, partner, training_id)
        await _log(work, partner, clock(), "prevention.training.source_read", _READ, training)
        await work.commit()
    return training.as_of(clock())


async def correct_training(
    open_work: OpenWork,
    clock: Clock,
    regulation: Regulation,
    types: TrainingTypes,
    *,
    partner: Partner,
    training_id: UUID,
    etag: str,
    correction: Correction,
    reason: str,
) -> Training:
    """Declares a training anew, for the same worker; what was declared before is kept.

    Raises FieldInvalid naming every rule broken, TrainingNotFound, EtagStale, TrainingWithdrawn.
    """
    now = clock()
    async with open_work() as work:
        before = await _declared(work, partner, training_id)
        declarant, today = before.declarer.declarant, today_in_france(now)
        told = before.particulars if correction.particulars is None else correction.particulars
        violations = [*check_reason(reason), *check_content(correction.content, declarant, today)]
        if not violations:
            # What was taken before and is not touched now is not judged anew.
            same = correction.particulars is None and correction.content.proof is before.content.proof
            violations += check_particulars(
                correction.content, None if same else told, declarant, today, reference=correction.reference
            )
            violations += check_type(correction.content, told.certification, types)
        if violations:
            raise FieldInvalid(violations)
        if before.withdrawn:
            raise TrainingWithdrawn(training_id)
        if before.etag != etag:
            raise EtagStale(training_id)
        due_on = due_on_of(regulation, declarant, correction.content, told.category)
        day = verify_by(regulation, declarant, correction.content, told)
        after = corrected(before, correction.content, told, correction.reference, due_on, day, reason=reason, at=now)
        if after is not before:
            await _put(work, after)
            await plan(work, types, day_in_paris(now), after)
            work.emit(correction_told(after, now))
            state = _state_of(after)
            if before.verification is not None and state is not _state_of(before):
                work.emit(verification_told(after, state, now))
        await _log(work, partner, now, "prevention.training.correct", _CORRECT, after)
        await work.commit()
    return after


async def withdraw_training(
    open_work: OpenWork, clock: Clock, *, partner: Partner, training_id: UUID, etag: str, reason: str
) -> Training:
    """Takes a training back; again, it changes nothing. Raises FieldInvalid, TrainingNotFound, EtagStale."""
    if violations := [*check_reason(reason)]:
        raise FieldInvalid(violations)
    now = clock()
    async with open_work() as work:
        before = await _declared(work, partner, training_id)
        if not before.withdrawn and before.etag != etag:
            raise EtagStale(training_id)
        (after,) = await _take_back(work, partner, [before], reason, now)
        await work.commit()
    return after


async def withdraw_declaration(
    open_work: OpenWork, clock: Clock, *, partner: Partner, declaration: str, expected: int, reason: str
) -> int:
    """Takes back all trainings that the partner declared under one ID_DECLARATION, or none; says how many it were.

    A partner may have given the name again in another file: he says how many he means. Again, it changes nothing.
    Raises FieldInvalid, TrainingNotFound when there is none, EtagStale when one changes at this moment.
    """
    violations = [*check_key("declaration_id", declaration, _DECLARATION_LIMIT), *check_reason(reason)]
    if not 0 < expected <= _MOST_AT_ONCE:
        violations.append(FieldViolation(_EXPECTED, f"must be between 1 and {_MOST_AT_ONCE}", "OUT_OF_RANGE"))
    if violations:
        raise FieldInvalid(violations)
    now = clock()
    async with open_work() as work:
        found = await work.trainings.of_declaration(partner.client_id, declaration, _MOST_AT_ONCE + 1)
        if len(found) > _MOST_AT_ONCE:
            fault = FieldViolation(
                "declaration_id", f"names trainings: they must be {_MOST_AT_ONCE} at most", "TOO_MANY"
            )
            raise FieldInvalid([fault])
        gone = await work.persons.expired_among({each.person_id for each in found})
        left = [each for each in found if each.person_id not in gone]
        if not left:
            raise TrainingNotFound
        standing = [each for each in left if not each.withdrawn]
        if standing and len(standing) != expected:
            number = len(standing)
            fault = FieldViolation(
                _EXPECTED, f"{number} stand under that name: give this number, or take back one by one", "OTHER_COUNT"
            )
            raise FieldInvalid([fault])
        await _take_back(work, partner, standing, reason, now)
        await work.commit()
    return len(standing)


async def _take_back(
    work: UnitOfWork, partner: Partner, trainings: Sequence[Training], reason: str, now: datetime
) -> Sequence[Training]:
    taken = [withdrawn(each, reason=reason, at=now) for each in trainings]
    changed = [after for before, after in zip(trainings, taken, strict=True) if after is not before]
    if stale := await work.trainings.withdraw(changed):
        raise EtagStale(min(stale))
    await work.expiries.drop([(after.person_id, after.id) for after in changed])
    for after in changed:
        work.emit(withdrawal_told(after, now))
    await _log(work, partner, now, "prevention.training.withdraw", _WITHDRAW, *taken)
    return taken


async def _declared(work: UnitOfWork, partner: Partner, training_id: UUID) -> Training:
    training = await work.trainings.of_partner(partner.client_id, training_id)
    # Whoever is being forgotten at this moment is waited for: what came in now would stay for ever.
    if training is None or await work.persons.is_expired(training.person_id):
        raise TrainingNotFound
    return training


def _state_of(training: Training) -> VerificationState | None:
    return None if training.verification is None else training.verification.state


async def _put(work: UnitOfWork, after: Training) -> None:
    if not await work.trainings.replace(after):
        raise EtagStale(after.id)


async def _log(
    work: UnitOfWork, partner: Partner, now: datetime, action: str, purpose: str, *trainings: Training
) -> None:
    await work.accesses.record(
        *(by_partner(partner, each.person_id, now, action, purpose, str(each.id)) for each in trainings)
    )
