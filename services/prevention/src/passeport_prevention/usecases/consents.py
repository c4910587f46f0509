"""The worker says what an employer may read of his trainings, reads what he said, and withdraws it at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.errors import FieldViolation
from passeport_prevention.domain.consent import MOST_CONSENTS, Consent, check_consent, check_siret
from passeport_prevention.domain.verification import siren_of
from passeport_prevention.errors import EmployerConsentNotFound, FieldInvalid, WorkerNotFound
from passeport_prevention.usecases.ports import OpenWork, UnitOfWork

__all__ = ["list_consents", "read_consent", "set_consent", "withdraw_consent"]

# What he reads in his log of accesses.
_LIST = "Consultation de vos accords pour la lecture de vos formations par un employeur"
_SET = "Accord ou refus pour la lecture de vos formations par un employeur (Code du travail, L4141-5)"
_WITHDRAW = "Retrait d’un accord pour la lecture de vos formations par un employeur"


async def list_consents(open_work: OpenWork, clock: Clock, *, person_id: UUID) -> Sequence[Consent]:
    """All that the holder said, the newest first; an employer is there once."""
    async with open_work() as work:
        found = await work.consents.all_of(person_id)
        await _log(work, person_id, clock, "prevention.consent.list", _LIST)
        await work.commit()
    return found


async def read_consent(open_work: OpenWork, clock: Clock, *, person_id: UUID, siret: str) -> Consent:
    """What the holder said of an employer. Raises FieldInvalid, EmployerConsentNotFound."""
    _check_siret(siret)
    async with open_work() as work:
        found = await work.consents.get(person_id, siren_of(siret))
        await _log(work, person_id, clock, "prevention.consent.list", _LIST)
        await work.commit()
    if found is None:
        raise EmployerConsentNotFound
    return found


async def set_consent(open_work: OpenWork, clock: Clock, *, person_id: UUID, consent: Consent) -> Consent:
    """Puts what the holder says of an employer in place of what he said before.

    Raises FieldInvalid: what breaks a rule, names a training that is not his, or is one employer too many. Raises
    WorkerNotFound where his time is over.
    """
    now = clock()
    violations = [*check_consent(consent, now)]
    if violations:
        raise FieldInvalid(violations)
    said = replace(consent, granted_at=now, withdrawn_at=None)
    async with open_work() as work:
        if await work.persons.is_expired(person_id):
            raise WorkerNotFound
        his = await work.trainings.his_among(person_id, consent.training_ids)
        if any(each not in his for each in consent.training_ids):
            raise FieldInvalid(
                [FieldViolation("training_ids", "holds one that is not in your passport", "NOT_IN_PASSPORT")]
            )
        others = await work.consents.all_of(person_id)
        siren = siren_of(consent.employer_siret)
        if sum(siren_of(each.employer_siret) != siren for each in others) >= MOST_CONSENTS:
            wrong = f"is one too many: at most {MOST_CONSENTS} employers"
            raise FieldInvalid([FieldViolation("employer_siret", wrong, "TOO_MANY")])
        await work.consents.put(person_id, said)
        await _log(work, person_id, clock, "prevention.consent.set", _SET)
        await work.commit()
    return said


async def withdraw_consent(open_work: OpenWork, clock: Clock, *, person_id: UUID, siret: str) -> Consent:
    """Ends what the holder let an employer read, at once. Raises FieldInvalid, EmployerConsentNotFound."""
    _check_siret(siret)
    async with open_work() as work:
        if await work.persons.is_expired(person_id):
            raise EmployerConsentNotFound
        before = await work.consents.get(person_id, siren_of(siret))
        if before is None:
            raise EmployerConsentNotFound
        after = before.withdrawn(clock())
        await work.consents.put(person_id, after)
        await _log(work, person_id, clock, "prevention.consent.withdraw", _WITHDRAW)
        await work.commit()
    return after


def _check_siret(siret: str) -> None:
    if violations := [*check_siret(siret)]:
        raise FieldInvalid(violations)


async def _log(work: UnitOfWork, person_id: UUID, clock: Clock, action: str, purpose: str) -> None:
    await work.accesses.record(by_holder(person_id, clock(), action, purpose))
