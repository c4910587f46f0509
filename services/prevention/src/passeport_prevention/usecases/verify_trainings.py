"""The employer reads what training bodies declared of its workers, and answers; the training body reads the answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_prevention.domain.access import Partner, by_partner
from passeport_prevention.domain.events import verification_told
from passeport_prevention.domain.training import Training
from passeport_prevention.domain.verification import VerificationState, check_answer, siren_of
from passeport_prevention.errors import EtagStale, FieldInvalid, TrainingNotFound, VerificationOver
from passeport_prevention.usecases.ports import OpenWork, UnitOfWork, VerificationPage

__all__ = ["LISTED", "Side", "answer_verification", "list_verifications", "read_verification"]

LISTED = "prevention.verification.list"
# What the worker reads in his log of accesses.
_LIST = "Liste des formations déclarées par des organismes de formation, à vérifier (décret 2022-1712, art. 7)"
_TO_CORRECT = "Liste des formations qu’un employeur a contestées ou demandé de corriger (décret 2022-1712, art. 7)"
_READ = "Lecture d’une formation déclarée par un organisme de formation, à vérifier (décret 2022-1712, art. 7)"
_ANSWER = "Vérification d’une formation déclarée par un organisme de formation (décret 2022-1712, art. 7)"


class Side(StrEnum):
    """On which side of a verification a partner stands."""

    EMPLOYER = "employer"
    DECLARANT = "declarant"


async def list_verifications(
    open_work: OpenWork,
    clock: Clock,
    *,
    partner: Partner,
    side: Side,
    states: Collection[VerificationState],
    limit: int,
    after: UUID | None,
) -> VerificationPage:
    """One page of the trainings that an employer verifies, or of those that a training body is to answer for.

    The workers read that they were listed, once in a day each: a log of hundreds of lines tells nothing.
    """
    now = clock()
    async with open_work() as work:
        if side is Side.EMPLOYER:
            page = await work.verifications.of_employer(siren_of(partner.siret), states, limit, after, now)
        else:
            page = await work.verifications.of_declarant(siren_of(partner.siret), states, limit, after)
        purpose = _LIST if side is Side.EMPLOYER else _TO_CORRECT
        told = await work.verifications.listed_since(now - timedelta(days=1), page.trainings, partner.client_id)
        await work.accesses.record(
            *(
                by_partner(partner, each.person_id, now, LISTED, purpose, str(each.id))
                for each in page.trainings
                if each.id not in told
            )
        )
        await work.commit()
    return replace(page, trainings=tuple(each.as_of(now) for each in page.trainings))


async def read_verification(open_work: OpenWork, clock: Clock, *, partner: Partner, training_id: UUID) -> Training:
    """A training that an employer verifies; nothing of the worker, who reads that it was looked at.

    Raises TrainingNotFound.
    """
    now = clock()
    async with open_work() as work:
        training = await _to_verify(work, partner, training_id)
        await _log(work, partner, training, now, "prevention.verification.read", _READ)
        await work.commit()
    return training.as_of(now)


async def answer_verification(
    open_work: OpenWork,
    clock: Clock,
    *,
    partner: Partner,
    training_id: UUID,
    etag: str,
    state: VerificationState,
    comment: str,
) -> Training:
    """Confirms a training, asks for its correction or contests it; the last answer in time counts.

    Raises FieldInvalid, TrainingNotFound, EtagStale, VerificationOver.
    """
    comment = comment.strip()
    if violations := [*check_answer(state, comment)]:
        raise FieldInvalid(violations)
    now = clock()
    async with open_work() as work:
        training = await _to_verify(work, partner, training_id)
        before = training.to_verify
        if (before.state, before.comment) != (state, comment):
            if before.is_over(now):
                raise VerificationOver(training_id)
            if training.verification_etag != etag:
                raise EtagStale(training_id)
            training = replace(training, verification=before.moved(state, comment, now))
            if not await work.verifications.replace(training):
                raise EtagStale(training_id)
            work.emit(verification_told(training, state, now))
        await _log(work, partner, training, now, "prevention.verification.answer", _ANSWER)
        await work.commit()
    return training


async def _to_verify(work: UnitOfWork, partner: Partner, training_id: UUID) -> Training:
    training = await work.verifications.get(siren_of(partner.siret), training_id)
    if training is None or await work.persons.is_expired(training.person_id):
        raise TrainingNotFound
    return training


async def _log(
    work: UnitOfWork, partner: Partner, training: Training, now: datetime, action: str, purpose: str
) -> None:
    await work.accesses.record(by_partner(partner, training.person_id, now, action, purpose, str(training.id)))
