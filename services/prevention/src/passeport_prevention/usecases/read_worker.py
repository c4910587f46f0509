"""An employer reads the trainings of one of its workers: what it declared itself, and what he lets it read beside."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from passeport_chassis.clock import Clock
from passeport_prevention.domain.access import Partner, by_partner
from passeport_prevention.domain.consent import sight_of
from passeport_prevention.domain.training import Position, TrainingPage
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.domain.validity import ValidityState
from passeport_prevention.domain.verification import siren_of
from passeport_prevention.domain.worker import Worker, check_worker
from passeport_prevention.errors import FieldInvalid, WorkerNotFound
from passeport_prevention.usecases.page_by_validity import page_by_validity
from passeport_prevention.usecases.ports import OpenWork, Workers

__all__ = ["read_worker"]

# What the worker reads in his log of accesses.
_OWN = "Lecture par un employeur des formations qu’il a lui-même déclarées pour vous (Code du travail, L4141-5)"
_CONSENTED = "Lecture de vos formations par un employeur, avec votre accord (Code du travail, L4141-5)"


async def read_worker(
    open_work: OpenWork,
    clock: Clock,
    workers: Workers,
    types: TrainingTypes,
    *,
    partner: Partner,
    worker: Worker,
    limit: int,
    after: Position | None,
    states: Collection[ValidityState] = (),
) -> TrainingPage:
    """One page of what an employer may read of a worker, the latest first; or of it what stands in some states today.

    Nothing in it says whether he refused, withdrew, or was never asked. The consent is read in the transaction of the
    page: withdrawn before, it shows nothing, nor while his account is closed or his death reported. Raises
    FieldInvalid, WorkerNotFound, IdentityUnavailable.
    """
    if violations := [*check_worker(worker)]:
        raise FieldInvalid(violations)
    siren = siren_of(partner.siret)
    if not siren:
        # Who is registered for no establishment employs nobody.
        raise WorkerNotFound
    person_id = await workers.find(worker, partner)
    async with open_work() as work:
        if await work.persons.is_expired(person_id):
            raise WorkerNotFound
        # Not before identity answered: a consent may end meanwhile.
        now = clock()
        sight = sight_of(siren, await work.consents.open_to(person_id, siren), now)

        async def some(limit: int, after: Position | None) -> TrainingPage:
            return await work.trainings.page(person_id, limit, after, sight=sight)

        page = await page_by_validity(some, limit, after, types, states, now)
        purpose = _CONSENTED if sight.everything or sight.training_ids or sight.categories else _OWN
        await work.accesses.record(by_partner(partner, person_id, now, "prevention.worker.read", purpose))
        await work.commit()
    return replace(page, trainings=tuple(sight.shown(each.as_of(now)) for each in page.trainings))
