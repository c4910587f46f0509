"""What a partner has still to do by a moved clock, and what a holder does with what he declared himself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import FakeUnits
from passeport_chassis.ids import new_id
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.events import TrainingCorrected, TrainingWithdrawn
from passeport_prevention.domain.training import Declarant, Declarer
from passeport_prevention.domain.verification import Verification
from passeport_prevention.errors import EtagStale, FieldInvalid, TrainingNotFound
from passeport_prevention.errors import TrainingWithdrawn as WithdrawnBefore
from passeport_prevention.regulation.calendar import still_due
from passeport_prevention.regulation.table import Actor, Duty
from passeport_prevention.usecases.change_training import delete_training, update_training
from passeport_prevention.usecases.create_training import create_training
from passeport_prevention.usecases.list_duties import list_duties
from passeport_prevention.usecases.list_trainings import list_trainings, list_versions
from support import NOW, REGULATION, TYPES, attestation, clock, day, training

BOSS = Partner("client-of-the-employer", "Ateliers Dupré (fictif)", "73282932000074")


def told(actor: Actor, today: str, duty: Duty = Duty.DECLARE) -> list[tuple[str, str, str, list[int]]]:
    return [
        (str(due.since), str(due.until), str(due.due_on), [row.number for row in due.categories])
        for due in still_due(REGULATION, actor, date.fromisoformat(today))
        if due.duty is duty
    ]


@pytest.mark.parametrize(
    ("actor", "today", "expected"),
    [
        (Actor.TRAINING_BODY, "2025-08-31", []),
        (Actor.TRAINING_BODY, "2025-09-02", [("2025-09-01", "2025-09-02", "2026-09-30", [1, 2])]),
        (
            Actor.TRAINING_BODY,
            "2026-09-30",
            [
                ("2025-09-01", "2025-12-31", "2026-09-30", [1, 2]),
                ("2026-01-01", "2026-03-31", "2026-09-30", [1, 2]),
                # A sanction begins within the quarter.
                ("2026-04-01", "2026-06-26", "2026-12-31", [1, 2]),
                ("2026-06-27", "2026-06-30", "2026-12-31", [1, 2]),
                ("2026-07-01", "2026-09-30", "2027-03-31", [1, 2, 3, 4]),
            ],
        ),
        (
            Actor.EMPLOYER,
            "2026-10-02",
            [
                ("2026-03-16", "2026-03-31", "2026-12-31", [1, 2]),
                ("2026-04-01", "2026-06-30", "2027-03-31", [1, 2]),
                ("2026-07-01", "2026-09-30", "2027-06-30", [1, 2]),
                ("2026-10-01", "2026-10-02", "2027-09-30", [1, 2, 3, 4]),
            ],
        ),
        (
            Actor.TRAINING_BODY,
            "2028-02-29",
            [
                ("2027-10-01", "2027-12-31", "2028-03-31", [1, 2, 3, 4]),
                ("2028-01-01", "2028-02-29", "2028-06-30", [1, 2, 3, 4]),
            ],
        ),
    ],
)
def test_what_is_due_follows_the_legal_calendar(actor: Actor, today: str, expected: list[object]) -> None:
    assert told(actor, today) == expected


@settings(max_examples=60)
@given(st.dates(date(2025, 9, 1), date(2031, 12, 31)), st.sampled_from(Actor))
def test_every_day_that_is_owed_in_time_is_told_once(today: date, actor: Actor) -> None:
    due = still_due(REGULATION, actor, today)
    assert list(due) == sorted(due, key=lambda each: each.due_on)
    for duty in Duty:
        spans = [each for each in due if each.duty is duty]
        for back in range(0, 500, 31):
            then = date.fromordinal(today.toordinal() - back)
            owed = REGULATION.due_on(duty, actor, then)
            found = [each.due_on for each in spans if each.since <= then <= each.until]
            assert found == ([owed] if owed is not None and owed >= today else [])


async def test_an_employer_sees_how_much_it_has_to_verify_and_what_it_costs_not_to() -> None:
    units = FakeUnits()
    body = Declarer(Declarant.TRAINING_BODY, "Organisme (fictif)", "12345678200010")
    days = (date(2027, 3, 31), date(2027, 3, 31), date(2027, 6, 30))
    for each in days:
        one = replace(training(new_id(), declarer=body), verification=Verification(BOSS.siret, each))
        units.store.versions[one.id] = [one]
    found = await list_duties(units, clock, REGULATION, partner=BOSS, declarant=Declarant.EMPLOYER)
    awaited = {due.due_on: awaiting for due, awaiting in found.due if awaiting}
    assert awaited == {date(2027, 3, 31): 2, date(2027, 6, 30): 1}
    assert {row.code for row in found.exclusions} >= {"TRAINERS", "ONE_COMPANY"}
    body_found = await list_duties(units, clock, REGULATION, partner=BOSS, declarant=Declarant.TRAINING_BODY)
    assert {due.euros for due, _ in body_found.due if due.since >= date(2026, 6, 27)} == {2500}
    with pytest.raises(FieldInvalid):
        await list_duties(units, clock, REGULATION, partner=BOSS, declarant=Declarant.HOLDER)


@pytest.mark.parametrize(("moment", "there"), [("2026-10-01T03:59:00Z", True), ("2026-10-01T04:00:00Z", False)])
async def test_a_day_is_due_until_it_is_over_in_martinique(moment: str, there: bool) -> None:
    now = datetime.fromisoformat(moment).astimezone(UTC)
    declarant = Declarant.TRAINING_BODY
    found = await list_duties(FakeUnits(), lambda: now, REGULATION, partner=BOSS, declarant=declarant)
    assert (date(2026, 9, 30) in {due.due_on for due, _ in found.due}) is there


async def create(units: FakeUnits, person_id: UUID) -> UUID:
    made = await create_training(units, clock, TYPES, person_id=person_id, request_id="r", content=attestation())
    return made.id


async def test_a_holder_changes_what_he_declared_and_takes_it_back() -> None:
    units, person_id = FakeUnits(), new_id()
    training_id = await create(units, person_id)
    asked = {"person_id": person_id, "training_id": training_id}
    right = attestation("Travail en hauteur, harnais", end=day("2025"), start=None)
    with pytest.raises(EtagStale):
        await update_training(units, clock, TYPES, **asked, etag="r2", content=right)
    with pytest.raises(FieldInvalid):
        await update_training(units, clock, TYPES, **asked, etag="r1", content=attestation(""))
    after = await update_training(units, clock, TYPES, **asked, etag="r1", content=right)
    assert (after.content, after.version, after.due_on, after.changed_at) == (right, 2, None, NOW)
    assert await update_training(units, clock, TYPES, **asked, etag="r2", content=right) == after
    assert [one.version for one in await list_versions(units, clock, **asked)] == [1, 2]
    with pytest.raises(EtagStale):
        await delete_training(units, clock, **asked, etag="r1")
    for _ in range(2):
        assert (await delete_training(units, clock, **asked, etag="r2")).withdrawn
    assert (await list_trainings(units, clock, TYPES, person_id=person_id, limit=9, after=None)).trainings == ()
    with pytest.raises(WithdrawnBefore):
        await update_training(units, clock, TYPES, **asked, etag="r3", content=right)
    kinds = [type(event) for event in units.store.events]
    assert kinds[1:] == [TrainingCorrected, TrainingWithdrawn]


async def test_nobody_changes_what_another_declared() -> None:
    units, person_id = FakeUnits(), new_id()
    training_id = await create(units, person_id)
    of_partner = training(person_id, declarer=Declarer(Declarant.EMPLOYER, "Employeur (fictif)", BOSS.siret))
    units.store.versions[of_partner.id] = [of_partner]
    for who, what in ((new_id(), training_id), (person_id, of_partner.id), (person_id, new_id())):
        with pytest.raises(TrainingNotFound):
            await update_training(
                units, clock, TYPES, person_id=who, training_id=what, etag="r1", content=attestation()
            )
        with pytest.raises(TrainingNotFound):
            await delete_training(units, clock, person_id=who, training_id=what, etag="r1")
