"""What a declaration is a training for: named by holders and partners, refused where it cannot be, and filtered by."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

import pytest

from fakes import FakeUnits, FakeWorkers
from passeport_chassis.ids import new_id
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.training import Position
from passeport_prevention.domain.validity import ValidityState
from passeport_prevention.errors import FieldInvalid
from passeport_prevention.usecases.change_declaration import Correction, correct_training
from passeport_prevention.usecases.change_training import update_training
from passeport_prevention.usecases.create_training import create_training
from passeport_prevention.usecases.declare_training import declare_training
from passeport_prevention.usecases.list_trainings import list_trainings
from passeport_prevention.usecases.read_worker import read_worker
from support import (
    BODY,
    CANARY_NIR,
    EMPLOYER,
    REGULATION,
    TYPES,
    WORKER,
    attestation,
    clock,
    day,
    declaration,
    training,
)

PERSON = new_id()
WORKERS = FakeWorkers({CANARY_NIR: PERSON})
SST, OPEN = attestation(type_name="sst"), attestation(validity_end=None)


async def faults(call: Awaitable[object]) -> list[tuple[str, str]]:
    with pytest.raises(FieldInvalid) as refused:
        await call
    return [(one.field.removeprefix("training."), one.reason) for one in refused.value.violations]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"type_name": "secourisme"}, [("training_type", "UNKNOWN_VALUE")]),
        ({"type_name": "SST"}, [("training_type", "UNKNOWN_VALUE")]),
        ({"refresher": True}, [("refresher", "MUST_BE_EMPTY")]),
        ({"type_name": "amiante-ss3-operateur"}, [("refresher", "REQUIRED")]),
    ],
)
async def test_a_holder_names_a_type_of_the_list_or_none(
    changes: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    units = FakeUnits()
    wrong = replace(OPEN, **changes)  # type: ignore[arg-type]
    assert (
        await faults(create_training(units, clock, TYPES, person_id=PERSON, request_id="r", content=wrong)) == expected
    )
    made = await create_training(units, clock, TYPES, person_id=PERSON, request_id="r", content=SST)
    assert made.content.type_name == "sst"
    again = {"person_id": PERSON, "training_id": made.id, "etag": made.etag}
    assert await faults(update_training(units, clock, TYPES, **again, content=wrong)) == expected  # type: ignore[arg-type]


async def test_a_partner_names_a_type_and_no_other_than_that_of_the_certification() -> None:
    units = FakeUnits()

    def asked(type_name: str) -> Awaitable[object]:
        told = Particulars(skills=("115650", "121885", "400635"), certification="RS5801")
        said = declaration(content=replace(OPEN, type_name=type_name), particulars=told, declaration="D", reference="R")
        return declare_training(units, clock, WORKERS, REGULATION, TYPES, partner=BODY, declaration=said)

    assert await faults(asked("caces-r490")) == [("training_type", "OTHER_TYPE")]
    await asked("sst")
    (made,) = units.store.trainings

    def right(**changes: object) -> Awaitable[object]:
        correction = Correction(replace(made.content, **changes), "R", None)  # type: ignore[arg-type]
        return correct_training(
            units,
            clock,
            REGULATION,
            TYPES,
            partner=BODY,
            training_id=made.id,
            etag=made.etag,
            correction=correction,
            reason="Type",
        )

    assert await faults(right(type_name="caces-r490")) == [("training_type", "OTHER_TYPE")]
    await right(type_name="", refresher=True)
    assert [one.content.refresher for one in units.store.trainings] == [True]


async def test_where_it_is_told_until_when_it_is_not_asked_whether_it_renews() -> None:
    content = attestation(type_name="amiante-ss3-operateur")
    await create_training(FakeUnits(), clock, TYPES, person_id=PERSON, request_id="r", content=content)


async def test_trainings_are_listed_by_how_they_stand() -> None:
    units = FakeUnits()
    ends = {"expired": "2026-11-22", "expiring": "2026-11-23", "valid": "2027-02-22"}
    for number in range(1, 8):
        for name, end in ends.items():
            content = attestation(f"{name} {number}", start=None, end=day(f"2026-01-0{number}"), validity_end=day(end))
            made = training(PERSON, content)
            units.store.versions[made.id] = [made]
    unknown = training(PERSON, replace(OPEN, title="unknown"))
    units.store.versions[unknown.id] = [unknown]

    async def titles(*states: ValidityState) -> list[str]:
        found: list[str] = []
        after: Position | None = None
        for _ in range(20):
            page = await list_trainings(units, clock, TYPES, person_id=PERSON, limit=3, after=after, states=states)
            found += [one.content.title for one in page.trainings]
            if (after := page.next) is None:
                break
        return found

    assert await titles(ValidityState.EXPIRING) == [f"expiring {number}" for number in range(7, 0, -1)]
    assert await titles(ValidityState.UNKNOWN) == ["unknown"]
    assert len(await titles(ValidityState.EXPIRED, ValidityState.VALID)) == 14
    assert len(await titles()) == 22
    assert await titles(ValidityState.UNLIMITED) == []


async def test_an_employer_reads_by_how_they_stand_what_it_may_read_and_nothing_else() -> None:
    units = FakeUnits()
    for partner, key in ((EMPLOYER, "a"), (BODY, "b")):
        said = declaration(key, content=OPEN)
        await declare_training(units, clock, WORKERS, REGULATION, TYPES, partner=partner, declaration=said)
    read = {"partner": EMPLOYER, "worker": WORKER, "limit": 9, "after": None}
    for state, number in ((ValidityState.UNKNOWN, 1), (ValidityState.VALID, 0)):
        page = await read_worker(units, clock, WORKERS, TYPES, **read, states=[state])  # type: ignore[arg-type]
        assert len(page.trainings) == number
