"""The holder declares a training himself (Code du travail L4141-5: the worker may enter his own)."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris, today_in_france
from passeport_chassis.ids import new_id
from passeport_prevention.domain.events import declared
from passeport_prevention.domain.request import REQUEST_ID_LIMIT, Claimed, check_key, fingerprint
from passeport_prevention.domain.rules import check_content
from passeport_prevention.domain.training import Content, Declarant, Declarer, Training
from passeport_prevention.domain.training_types import TrainingTypes, check_type
from passeport_prevention.errors import FieldInvalid, RequestIdReused, WorkerNotFound
from passeport_prevention.usecases.plan_expiries import plan
from passeport_prevention.usecases.ports import OpenWork

__all__ = ["create_training"]


async def create_training(
    open_work: OpenWork, clock: Clock, types: TrainingTypes, *, person_id: UUID, request_id: str, content: Content
) -> Training:
    """Adds a training to the holder's passport.

    The same request again gives the same training and changes nothing (AIP-155). Raises FieldInvalid naming every rule
    broken, RequestIdReused when the id was used for another request, WorkerNotFound where his time is over.
    """
    now = clock()
    violations = [
        *check_key("request_id", request_id, REQUEST_ID_LIMIT),
        *check_content(content, Declarant.HOLDER, today_in_france(now)),
    ]
    if violations := violations or [*check_type(content, "", types)]:
        raise FieldInvalid(violations)
    training = Training(new_id(), person_id, Declarer(Declarant.HOLDER), content, now)
    claim = Claimed(person_id, training.id, fingerprint(person_id, Declarant.HOLDER, content))
    async with open_work() as work:
        # Whoever is being forgotten at this moment is waited for: what came in now would stay for ever.
        if await work.persons.is_expired(person_id):
            raise WorkerNotFound
        earlier = await work.requests.claim_request_id(request_id, claim)
        if earlier is not None:
            # Under the identifier that he had then, if he was merged since.
            if earlier.fingerprint != fingerprint(earlier.person_id, Declarant.HOLDER, content):
                raise RequestIdReused
            known = await work.trainings.get(person_id, earlier.training_id)
            purpose = "Consultation d’une formation de votre passeport de prévention"
            await work.accesses.record(by_holder(person_id, now, "prevention.training.read", purpose, str(known.id)))
            await work.commit()
            return known
        await work.trainings.add(training)
        await plan(work, types, day_in_paris(now), training)
        await work.accesses.record(
            by_holder(
                person_id,
                now,
                "prevention.training.create",
                "Ajout d’une formation à votre passeport de prévention",
                str(training.id),
            )
        )
        work.emit(declared(training))
        await work.commit()
    return training
