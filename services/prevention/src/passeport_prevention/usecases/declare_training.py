"""A training body or an employer declares a training of a worker (Code du travail L4141-5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.days import day_in_paris, today_in_france
from passeport_chassis.errors import FieldViolation
from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import Partner, by_partner
from passeport_prevention.domain.events import declared
from passeport_prevention.domain.particulars import NO_PARTICULARS, Particulars
from passeport_prevention.domain.request import PARTNER_KEY_LIMIT, Claimed, check_key, fingerprint
from passeport_prevention.domain.rules import check_content
from passeport_prevention.domain.training import Content, Declarant, Declarer, Training, reference_day
from passeport_prevention.domain.training_types import TrainingTypes, check_type
from passeport_prevention.domain.verification import Verification
from passeport_prevention.domain.worker import Worker, check_worker
from passeport_prevention.errors import FieldInvalid, RequestIdReused, TrainingWithdrawn, WorkerNotFound
from passeport_prevention.imports.single import check_particulars
from passeport_prevention.regulation.table import Actor, Duty, Regulation
from passeport_prevention.usecases.plan_expiries import plan
from passeport_prevention.usecases.ports import OpenWork, Workers

__all__ = [
    "KNOWN",
    "PURPOSES",
    "REFUSED",
    "Declaration",
    "Declared",
    "declare_training",
    "due_on_of",
    "verification_of",
    "verify_by",
]

# What the worker reads in his log of accesses.
PURPOSES = {
    Declarant.TRAINING_BODY: "Déclaration d’une formation par un organisme de formation (Code du travail, L4141-5)",
    Declarant.EMPLOYER: "Déclaration d’une formation par un employeur (Code du travail, L4141-5)",
    Declarant.TEMPORARY_WORK_COMPANY: (
        "Déclaration d’une formation par une entreprise de travail temporaire (Code du travail, L4141-5)"
    ),
}
KNOWN = (
    "prevention.training.duplicate",
    "Formation déjà déclarée par le même partenaire : rien n’a changé dans votre passeport",
)
REFUSED = (
    "prevention.training.refused",
    "Déclaration d’une formation refusée : rien n’a changé dans votre passeport",
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a partner sends: a training, the worker, the partner's own key, and in which capacity he declares.

    `declaration` and `reference` are his own names of it, `particulars` what the guide asks besides: None when he says
    nothing of that.
    """

    partner_key: str
    declarant: Declarant
    worker: Worker
    content: Content
    declaration: str = ""
    reference: str = ""
    particulars: Particulars | None = None

    @property
    def told(self) -> Particulars:
        """The particulars, if need be none."""
        return NO_PARTICULARS if self.particulars is None else self.particulars

    def fingerprint(self, person_id: UUID) -> bytes:
        """What it says of a person, in short."""
        further = self.told.told() | {"declaration": self.declaration, "reference": self.reference}
        return fingerprint(person_id, self.declarant, self.content, further)


@dataclass(frozen=True, slots=True)
class Declared:
    """What a partner learns: nothing of the worker.

    `due_on`: the last day that was in time, where the declarant owed it; `late`: it was declared after that.
    """

    training_id: UUID
    already: bool
    due_on: date | None = None
    late: bool = False


async def declare_training(
    open_work: OpenWork,
    clock: Clock,
    workers: Workers,
    regulation: Regulation,
    types: TrainingTypes,
    *,
    partner: Partner,
    declaration: Declaration,
) -> Declared:
    """Enters a partner's training in the passport of a worker, who need not have activated his account.

    A key that the partner used before changes nothing, for ever (ID_UNIQUE_PARTENAIRE of the official import). Raises
    FieldInvalid naming every rule broken, WorkerNotFound, RequestIdReused when the key was used for another
    declaration, TrainingWithdrawn when for one that was taken back, IdentityUnavailable. One that is late is taken, and
    marked.
    """
    now = clock()
    violations = list(_check(declaration, types, today_in_france(now)))
    if violations:
        raise FieldInvalid(violations)
    # Asked before the transaction: no connection is held while another service answers.
    person_id = await workers.resolve(declaration.worker, partner)
    declarer = Declarer(declaration.declarant, partner.name, partner.siret)
    due_on = due_on_of(regulation, declaration.declarant, declaration.content, declaration.told.category)
    training = Training(
        id=new_id(),
        person_id=person_id,
        declarer=declarer,
        content=declaration.content,
        created_at=now,
        due_on=due_on,
        declaration=declaration.declaration,
        reference=declaration.reference,
        particulars=declaration.told,
        verification=verification_of(regulation, declaration.declarant, declaration.content, declaration.told),
    )
    claim = Claimed(person_id, training.id, declaration.fingerprint(person_id))
    async with open_work() as work:
        if await work.persons.is_expired(person_id):
            # Forgotten since identity was asked: what came in now would stay for ever.
            raise WorkerNotFound
        earlier = await work.requests.claim_partner_key(partner.client_id, declaration.partner_key, claim)
        if earlier is not None:
            # Two identifiers may be those of one worker by now.
            as_then = declaration.fingerprint(earlier.person_id)
            known = earlier.fingerprint == as_then and await work.persons.are_one(earlier.person_id, person_id)
            first = await work.trainings.get(earlier.person_id, earlier.training_id) if known else None
            # The worker was looked up, and reads what came of it.
            stands = first is not None and not first.withdrawn
            await work.accesses.record(by_partner(partner, person_id, now, *(KNOWN if stands else REFUSED)))
            await work.commit()
            if first is None:
                raise RequestIdReused
            if first.withdrawn:
                raise TrainingWithdrawn(first.id)
            return Declared(first.id, already=True, due_on=first.due_on, late=first.late)
        await work.trainings.add(training)
        await plan(work, types, day_in_paris(now), training)
        await work.accesses.record(
            by_partner(
                partner,
                person_id,
                now,
                "prevention.training.declare",
                PURPOSES[declaration.declarant],
                str(training.id),
            )
        )
        work.emit(declared(training))
        await work.commit()
    return Declared(training.id, already=False, due_on=training.due_on, late=training.late)


def due_on_of(regulation: Regulation, declarant: Declarant, content: Content, category: int = 0) -> date | None:
    """The last day on which what a partner declares is in time; None where he owes nothing.

    `category` is that of the training where he says it (0: he does not): some are owed by later days than others.
    """
    day = reference_day(content)
    if day is None:
        return None
    actor = Actor(declarant.value)
    if category and all(row.number != category for row in regulation.categories_of(actor, day.latest)):
        return None
    return regulation.due_on(Duty.DECLARE, actor, day.latest)


def verification_of(
    regulation: Regulation, declarant: Declarant, content: Content, told: Particulars
) -> Verification | None:
    """What awaits the employer of what is just declared; None where nobody is to verify it."""
    day = verify_by(regulation, declarant, content, told)
    return None if day is None else Verification(told.employer_siret, day)


def verify_by(regulation: Regulation, declarant: Declarant, content: Content, told: Particulars) -> date | None:
    """The last day on which the employer whom a training body names may verify what it declared (art. 7 I)."""
    day = reference_day(content)
    if declarant is not Declarant.TRAINING_BODY or not told.employer_siret or day is None:
        return None
    return regulation.due_on(Duty.VERIFY, Actor.EMPLOYER, day.latest)


def _check(declaration: Declaration, types: TrainingTypes, today: date) -> Iterator[FieldViolation]:
    yield from check_key("partner_key", declaration.partner_key, PARTNER_KEY_LIMIT)
    yield from check_worker(declaration.worker)
    broken = check_content(declaration.content, declaration.declarant, today)
    yield from broken or check_type(declaration.content, declaration.told.certification, types)
    given = declaration.particulars is not None or declaration.declaration or declaration.reference
    if given and not broken:
        yield from check_particulars(
            declaration.content,
            declaration.particulars,
            declaration.declarant,
            today,
            declaration.declaration,
            declaration.reference,
        )
    if declaration.declarant not in PURPOSES:
        yield FieldViolation(
            "declarant", "must be a training body, an employer or a temporary-work company", "NOT_A_PARTNER"
        )
