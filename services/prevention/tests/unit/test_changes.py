"""A declarant corrects what he declared and takes it back, one training or a whole declaration; all of it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from fakes import FakeUnits, FakeWorkers
from passeport_chassis.ids import new_id
from passeport_prevention.domain.events import TrainingCorrected, TrainingWithdrawn
from passeport_prevention.domain.particulars import Justificatif, Particulars
from passeport_prevention.domain.request import Claimed
from passeport_prevention.domain.training import Declarant, Declarer, Proof
from passeport_prevention.domain.worker import Worker
from passeport_prevention.errors import EtagStale, FieldInvalid, TrainingNotFound, WorkerNotFound
from passeport_prevention.errors import TrainingWithdrawn as WithdrawnBefore
from passeport_prevention.imports.single import check_particulars
from passeport_prevention.usecases.change_declaration import (
    Correction,
    correct_training,
    read_declared,
    withdraw_declaration,
    withdraw_training,
)
from passeport_prevention.usecases.declare_training import declare_training
from passeport_prevention.usecases.list_trainings import list_trainings, list_versions
from support import (
    BODY,
    CANARY_NIR,
    EMPLOYER,
    NOW,
    REGULATION,
    TYPES,
    WORKER,
    attestation,
    clock,
    day,
    declaration,
    training,
)

TOLD = Particulars(
    mode="PRESENTIEL",
    skills=("115650", "121885", "400635"),
    trainer="PREVENTEUR",
    fields=("42829",),
    specialities=("344r",),
    employer_siret="73282932000074",
    employer_reference="Plan 2026",
    category=1,
)
RIGHT = Correction(attestation("Travail en hauteur, harnais"), "", None)


@pytest.fixture
def units() -> FakeUnits:
    return FakeUnits()


@pytest.fixture
def person_id() -> UUID:
    return new_id()


async def declare(units: FakeUnits, person_id: UUID, key: str = "k", **changes: Any) -> UUID:
    asked = declaration(key, **changes)
    workers = FakeWorkers({asked.worker.nir: person_id})
    return (
        await declare_training(units, clock, workers, REGULATION, TYPES, partner=BODY, declaration=asked)
    ).training_id


async def correct(units: FakeUnits, training_id: UUID, etag: str, right: Correction = RIGHT, **said: object) -> object:
    given: dict[str, object] = {"partner": BODY, "reason": "Titre incomplet", **said}
    return await correct_training(
        units,
        lambda: NOW + timedelta(days=1),
        REGULATION,
        TYPES,
        training_id=training_id,
        etag=etag,
        correction=right,
        **given,  # type: ignore[arg-type]
    )


async def test_what_is_corrected_is_read_so_and_what_was_said_before_is_kept(units: FakeUnits, person_id: UUID) -> None:
    training_id = await declare(units, person_id, particulars=TOLD, declaration="D", reference="R")
    before = await read_declared(units, clock, partner=BODY, training_id=training_id)
    after = await correct(units, training_id, before.etag, replace(RIGHT, reference="R"))
    assert after == replace(
        before,
        content=RIGHT.content,
        version=2,
        revision=2,
        changed_at=NOW + timedelta(days=1),
        reason="Titre incomplet",
        verification=before.to_verify.begun_anew(TOLD, before.to_verify.due_on, NOW + timedelta(days=1)),
    )
    assert (await list_trainings(units, clock, TYPES, person_id=person_id, limit=9, after=None)).trainings == (after,)
    assert await list_versions(units, clock, person_id=person_id, training_id=training_id) == [before, after]
    told = units.store.events[-1]
    at = NOW + timedelta(days=1)
    assert told == TrainingCorrected(training_id, person_id, Declarant.TRAINING_BODY, 2, at)
    log = [(access.action, access.organisation) for _, access in units.store.accesses if access.actor == "partner"]
    assert log == [
        ("prevention.training.declare", BODY.name),
        ("prevention.training.source_read", BODY.name),
        ("prevention.training.correct", BODY.name),
    ]
    # What is the same is no version.
    assert await correct(units, training_id, "r2", replace(RIGHT, reference="R")) == after
    assert units.store.events[-1] is told


async def test_a_correction_moves_the_day_on_which_it_was_due(units: FakeUnits, person_id: UUID) -> None:
    training_id = await declare(units, person_id)
    assert (await read_declared(units, clock, partner=BODY, training_id=training_id)).late
    later = attestation(start=day("2026-10-01"), end=day("2026-10-02"), validity_start=day("2026-10-02"))
    after = await correct(units, training_id, "r1", Correction(later, "", None))
    assert (str(after.due_on), after.late) == ("2027-06-30", False)  # type: ignore[attr-defined]


async def test_only_who_declared_it_changes_it_and_only_as_he_read_it(units: FakeUnits, person_id: UUID) -> None:
    training_id = await declare(units, person_id)
    with pytest.raises(TrainingNotFound):
        await correct(units, training_id, "r1", partner=EMPLOYER)
    with pytest.raises(TrainingNotFound):
        await withdraw_training(units, clock, partner=EMPLOYER, training_id=training_id, etag="r1", reason="Erreur")
    with pytest.raises(TrainingNotFound):
        await read_declared(units, clock, partner=EMPLOYER, training_id=training_id)
    with pytest.raises(EtagStale):
        await correct(units, training_id, "r2")
    with pytest.raises(EtagStale):
        await withdraw_training(units, clock, partner=BODY, training_id=training_id, etag="r9", reason="Erreur")
    with pytest.raises(FieldInvalid) as refused:
        await correct(units, training_id, "r1", Correction(attestation(""), "", None), reason=" ")
    assert [violation.field for violation in refused.value.violations] == ["reason", "training.title"]
    assert [one.version for one in units.store.trainings] == [1]


async def test_what_is_taken_back_is_seen_on_request_alone_and_stays_so(units: FakeUnits, person_id: UUID) -> None:
    training_id = await declare(units, person_id)
    for _ in range(2):
        gone = await withdraw_training(
            units, clock, partner=BODY, training_id=training_id, etag="r1", reason="Autre stagiaire"
        )
        assert (gone.withdrawn, gone.reason, gone.etag) == (True, "Autre stagiaire", "r2")
    told = [event for event in units.store.events if isinstance(event, TrainingWithdrawn)]
    assert told == [TrainingWithdrawn(training_id, person_id, Declarant.TRAINING_BODY, NOW)]
    assert (await list_trainings(units, clock, TYPES, person_id=person_id, limit=9, after=None)).trainings == ()
    page = await list_trainings(units, clock, TYPES, person_id=person_id, limit=9, after=None, withdrawn=True)
    assert page.trainings == (gone,)
    with pytest.raises(WithdrawnBefore):
        await correct(units, training_id, "r2")
    # The key is used for ever: the partner is told why nothing came of it.
    with pytest.raises(WithdrawnBefore):
        await declare(units, person_id)


async def test_a_declaration_is_taken_back_as_one_with_all_its_trainees(units: FakeUnits) -> None:
    persons = [new_id() for _ in range(5)]
    for number, person_id in enumerate(persons):
        worker = Worker(f"{int(CANARY_NIR) + number}", WORKER.birth_name)
        name = "D-2" if number == 4 else "D-1"
        await declare(units, person_id, f"k-{number}", worker=worker, declaration=name, reference="Session")
    # Of one the time is over, and nothing of it is here.
    units.store.expired.add(persons[0])

    async def withdraw(expected: int = 3) -> int:
        return await withdraw_declaration(
            units, clock, partner=BODY, declaration="D-1", expected=expected, reason="Session annulée"
        )

    # Of another file, maybe, that has the name too: nothing of it is touched.
    for wrong in (0, 2, 4, 501):
        with pytest.raises(FieldInvalid) as told:
            await withdraw(wrong)
        assert [violation.field for violation in told.value.violations] == ["expected_count"]
    assert not any(one.withdrawn for one in units.store.trainings)

    assert [await withdraw(), await withdraw()] == [3, 0]
    assert [one.withdrawn for one in units.store.trainings] == [False, True, True, True, False]
    with pytest.raises(TrainingNotFound):
        await withdraw_declaration(units, clock, partner=EMPLOYER, declaration="D-1", expected=1, reason="x")
    with pytest.raises(FieldInvalid) as refused:
        await withdraw_declaration(units, clock, partner=BODY, declaration="", expected=1, reason="")
    assert [violation.field for violation in refused.value.violations] == ["declaration_id", "reason"]


async def test_what_is_too_much_for_one_transaction_is_taken_back_one_by_one(units: FakeUnits) -> None:
    many = [
        replace(training(new_id(), declarer=Declarer(Declarant.TRAINING_BODY)), declaration="1") for _ in range(501)
    ]
    units.store.versions = {one.id: [one] for one in many}
    units.store.claims = {("partner", BODY.client_id, str(one.id)): Claimed(one.person_id, one.id, b"") for one in many}
    with pytest.raises(FieldInvalid) as refused:
        await withdraw_declaration(units, clock, partner=BODY, declaration="1", expected=500, reason="x")
    assert [violation.field for violation in refused.value.violations] == ["declaration_id"]


async def test_of_who_is_being_forgotten_nothing_is_changed(units: FakeUnits, person_id: UUID) -> None:
    training_id = await declare(units, person_id)
    units.store.expired.add(person_id)
    with pytest.raises(TrainingNotFound):
        await correct(units, training_id, "r1")
    with pytest.raises(WorkerNotFound):
        await declare(units, person_id, "k-2")


JDR = Justificatif("CERTIFICAT")
OF_JDR = {"proof": Proof.JUSTIFICATIF, "start": None, "end": None}


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"mode": "EN_LIGNE"}, "mode", "UNKNOWN_VALUE"),
        ({"skills": ()}, "skills", "REQUIRED"),
        ({"skills": ("115650",)}, "skills", "OUT_OF_RANGE"),
        ({"skills": ("115650", "121885/400635", "1")}, "skills", "FORMAT"),
        ({"trainer": "=SOMME(A1)"}, "trainer", "UNKNOWN_VALUE"),
        ({"certification": "RS5801"}, "formacodes", "MUST_BE_EMPTY"),
        ({"certification": "RNCP1", "fields": (), "specialities": ()}, "certification", "FORMAT"),
        ({"fields": ()}, "formacodes", "REQUIRED"),
        ({"specialities": ("344r", "344r")}, "specialities", "FORMAT"),
        ({"employer_siret": "73282932000075"}, "employer_siret", "SIRET"),
        ({"employer_siret": ""}, "employer_siret", "REQUIRED"),
        ({"employer_reference": "a" * 256}, "employer_reference", "TOO_LONG"),
        ({"category": 5}, "category", "OUT_OF_RANGE"),
        ({"justificatif": JDR}, "justificatif", "MUST_BE_EMPTY"),
    ],
)
def test_particulars_keep_the_rules_of_the_guide(changes: dict[str, object], field: str, reason: str) -> None:
    wrong = replace(TOLD, **changes)  # type: ignore[arg-type]
    found = [*check_particulars(attestation(), wrong, Declarant.TRAINING_BODY, NOW.date())]
    assert (f"training.particulars.{field}", reason) in [(each.field, each.reason) for each in found]
    assert not [*check_particulars(attestation(), TOLD, Declarant.TRAINING_BODY, NOW.date(), "D", "R")]


@pytest.mark.parametrize(
    ("content", "told", "field"),
    [
        ({**OF_JDR}, {"mode": "", "trainer": "", "fields": (), "specialities": ()}, ""),
        ({**OF_JDR}, {}, "mode"),
        ({"proof": Proof.JUSTIFICATIF}, {}, "justificatif.training_title"),
        ({"proof": Proof.JUSTIFICATIF}, {"justificatif": replace(JDR, training_title="Levage")}, ""),
        ({"proof": Proof.JUSTIFICATIF}, {"justificatif": replace(JDR, kind="PERMIS")}, "justificatif.kind"),
        ({"proof": Proof.JUSTIFICATIF}, {"justificatif": None}, "justificatif.kind"),
        ({"proof": Proof.JUSTIFICATIF}, {"justificatif": replace(JDR, link="file:///x")}, "justificatif.link"),
    ],
)
def test_so_do_those_of_a_justificatif(content: dict[str, Any], told: dict[str, Any], field: str) -> None:
    given = replace(TOLD, **{"justificatif": JDR, **told})
    found = [*check_particulars(attestation(**content), given, Declarant.TRAINING_BODY, NOW.date())]
    assert ({each.field.removeprefix("training.particulars.") for each in found} or {""}) >= {field}


@pytest.mark.parametrize(
    ("declarant", "category", "due"),
    [
        (Declarant.TRAINING_BODY, 0, "2026-12-31"),
        (Declarant.TRAINING_BODY, 2, "2026-12-31"),
        # Not owed on the day of the training: nobody is late with it.
        (Declarant.TRAINING_BODY, 3, None),
        (Declarant.EMPLOYER, 4, None),
    ],
)
async def test_what_was_not_owed_is_not_late(
    units: FakeUnits, person_id: UUID, declarant: Declarant, category: int, due: str | None
) -> None:
    content = attestation(start=day("2026-05-01"), end=day("2026-05-02"), validity_start=day("2026-05-02"))
    told = replace(TOLD, category=category)
    await declare(units, person_id, content=content, declarant=declarant, particulars=told)
    (training,) = units.store.trainings
    assert (training.due_on and str(training.due_on), training.particulars) == (due, told)
