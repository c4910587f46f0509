"""The use cases on fakes: what they store, tell and log, and what they refuse."""

from __future__ import annotations

from uuid import UUID

import pytest

from fakes import FakeUnits, FakeWorkers
from passeport_chassis.ids import new_id
from passeport_prevention.domain.events import TrainingDeclared
from passeport_prevention.domain.training import Declarant, Declarer
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import FieldInvalid, IdentityUnavailable, RequestIdReused, WorkerNotFound
from passeport_prevention.usecases.create_training import create_training
from passeport_prevention.usecases.declare_training import declare_training
from passeport_prevention.usecases.list_accesses import list_accesses
from passeport_prevention.usecases.list_trainings import list_trainings
from support import BODY, CANARY_NIR, EMPLOYER, NOW, REGULATION, TYPES, WORKER, attestation, clock, day, declaration


@pytest.fixture
def units() -> FakeUnits:
    return FakeUnits()


@pytest.fixture
def person_id() -> UUID:
    return new_id()


async def test_a_holder_adds_a_training(units: FakeUnits, person_id: UUID) -> None:
    training = await create_training(units, clock, TYPES, person_id=person_id, request_id="r1", content=attestation())
    assert training.declarer == Declarer(Declarant.HOLDER)
    assert units.store.trainings == [training]
    assert units.store.events == [TrainingDeclared(training.id, person_id, Declarant.HOLDER, NOW)]
    ((_, access),) = units.store.accesses
    assert (access.actor, access.action, access.resource_id) == (
        "holder",
        "prevention.training.create",
        str(training.id),
    )


async def test_the_same_request_again_gives_the_same_training(units: FakeUnits, person_id: UUID) -> None:
    first = await create_training(units, clock, TYPES, person_id=person_id, request_id="r1", content=attestation())
    again = await create_training(units, clock, TYPES, person_id=person_id, request_id="r1", content=attestation())
    assert again == first
    assert len(units.store.trainings) == len(units.store.events) == 1
    told = [(access.action, access.resource_id) for _, access in units.store.accesses]
    assert told == [("prevention.training.create", str(first.id)), ("prevention.training.read", str(first.id))]


async def test_another_request_under_the_same_id_is_refused(units: FakeUnits, person_id: UUID) -> None:
    await create_training(units, clock, TYPES, person_id=person_id, request_id="r1", content=attestation())
    with pytest.raises(RequestIdReused):
        await create_training(units, clock, TYPES, person_id=person_id, request_id="r1", content=attestation("Autre"))
    await create_training(units, clock, TYPES, person_id=new_id(), request_id="r1", content=attestation("Autre"))


async def test_what_breaks_a_rule_is_not_stored(units: FakeUnits, person_id: UUID) -> None:
    with pytest.raises(FieldInvalid) as refused:
        await create_training(units, clock, TYPES, person_id=person_id, request_id="", content=attestation(""))
    assert {violation.field for violation in refused.value.violations} == {"request_id", "training.title"}
    assert units.store.trainings == []


async def test_a_partner_declares_a_training_of_a_worker(units: FakeUnits, person_id: UUID) -> None:
    workers = FakeWorkers({CANARY_NIR: person_id})
    result = await declare_training(units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration())
    assert not result.already
    (training,) = units.store.trainings
    assert (training.id, training.person_id) == (result.training_id, person_id)
    assert training.declarer == Declarer(Declarant.TRAINING_BODY, BODY.name, BODY.siret)
    ((_, access),) = units.store.accesses
    assert (access.actor, access.actor_id, access.organisation) == ("partner", BODY.client_id, BODY.name)
    assert units.store.events == [TrainingDeclared(training.id, person_id, Declarant.TRAINING_BODY, NOW)]
    # Neither NIR nor name is kept anywhere.
    assert CANARY_NIR not in repr(units.store.__dict__)
    assert WORKER.birth_name not in repr(units.store.__dict__)


async def test_a_partner_key_is_used_once_for_ever_by_each_partner(units: FakeUnits, person_id: UUID) -> None:
    workers = FakeWorkers({CANARY_NIR: person_id})
    first = await declare_training(units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration("k"))
    again = await declare_training(units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration("k"))
    assert (again.training_id, again.already) == (first.training_id, True)
    with pytest.raises(RequestIdReused):
        await declare_training(
            units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration("k", attestation("Autre"))
        )
    other = await declare_training(
        units,
        clock,
        workers,
        REGULATION,
        TYPES,
        partner=EMPLOYER,
        declaration=declaration("k", declarant=Declarant.EMPLOYER),
    )
    assert not other.already
    assert len(units.store.trainings) == len(units.store.events) == 2
    told = [(access.action, access.organisation) for _, access in units.store.accesses]
    assert told == [
        ("prevention.training.declare", BODY.name),
        ("prevention.training.duplicate", BODY.name),
        ("prevention.training.refused", BODY.name),
        ("prevention.training.declare", EMPLOYER.name),
    ]


async def test_a_key_used_for_one_worker_is_refused_for_another(units: FakeUnits, person_id: UUID) -> None:
    workers = FakeWorkers({CANARY_NIR: person_id, "1" + CANARY_NIR[1:]: new_id()})
    await declare_training(units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration("k"))
    someone_else = declaration("k", worker=Worker("1" + CANARY_NIR[1:], "CANARI"))
    with pytest.raises(RequestIdReused):
        await declare_training(units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=someone_else)


async def test_a_worker_who_cannot_be_resolved_leaves_the_key_free(units: FakeUnits, person_id: UUID) -> None:
    with pytest.raises(WorkerNotFound):
        await declare_training(
            units, clock, FakeWorkers(), REGULATION, TYPES, partner=BODY, declaration=declaration("k")
        )
    away = FakeWorkers(error=IdentityUnavailable())
    with pytest.raises(IdentityUnavailable):
        await declare_training(units, clock, away, REGULATION, TYPES, partner=BODY, declaration=declaration("k"))
    assert units.store.claims == {}
    workers = FakeWorkers({CANARY_NIR: person_id})
    assert not (
        await declare_training(units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=declaration("k"))
    ).already


async def test_identity_is_not_asked_about_a_declaration_that_breaks_a_rule(units: FakeUnits) -> None:
    workers = FakeWorkers()
    bad = declaration("", attestation(""), worker=Worker("12", ""), declarant=Declarant.HOLDER)
    with pytest.raises(FieldInvalid) as refused:
        await declare_training(units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=bad)
    assert workers.asked == 0
    assert {violation.field for violation in refused.value.violations} == {
        "partner_key",
        "nir",
        "birth_name",
        "training.title",
        "declarant",
    }


async def test_reading_is_logged_for_the_holder(units: FakeUnits, person_id: UUID) -> None:
    await create_training(units, clock, TYPES, person_id=person_id, request_id="r1", content=attestation())
    page = await list_trainings(units, clock, TYPES, person_id=person_id, limit=10, after=None)
    assert len(page.trainings) == 1
    trail = await list_accesses(units, clock, person_id=person_id, limit=1, after=None)
    assert [access.action for access in trail.accesses] == ["prevention.training.read"]
    rest = await list_accesses(units, clock, person_id=person_id, limit=10, after=trail.next)
    assert [access.action for access in rest.accesses] == ["prevention.training.create"]
    actions = sorted(access.action for _, access in units.store.accesses)
    assert actions == ["prevention.access.read", "prevention.training.create", "prevention.training.read"]


@pytest.mark.parametrize(
    ("declarant", "end", "due", "late"),
    [
        (Declarant.TRAINING_BODY, "2026-02-01", "2026-09-30", True),
        (Declarant.TRAINING_BODY, "2026-04-01", "2026-12-31", False),
        (Declarant.EMPLOYER, "2026-03-01", None, False),
        (Declarant.TEMPORARY_WORK_COMPANY, "2026-07-01", "2027-06-30", False),
    ],
)
async def test_a_declaration_that_is_late_is_taken_and_marked(
    units: FakeUnits, person_id: UUID, declarant: Declarant, end: str, due: str | None, late: bool
) -> None:
    content = attestation(start=day(end), end=day(end), validity_start=day("2026-11-01"))
    asked = declaration("k", content, declarant=declarant)
    workers = FakeWorkers({CANARY_NIR: person_id})
    first = await declare_training(units, clock, workers, REGULATION, TYPES, partner=EMPLOYER, declaration=asked)
    assert (first.due_on and str(first.due_on), first.late) == (due, late)
    again = await declare_training(units, clock, workers, REGULATION, TYPES, partner=EMPLOYER, declaration=asked)
    assert (again.already, again.due_on, again.late) == (True, first.due_on, first.late)
    assert [(training.due_on, training.late) for training in units.store.trainings] == [(first.due_on, first.late)]
