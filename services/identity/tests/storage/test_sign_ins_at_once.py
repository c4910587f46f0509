"""Sign-ins and step-ups that wait for a merge: nobody gets into the account of who stays by having waited."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from held_back import HeldBack, until_somebody_waits
from passeport_chassis.ids import new_id
from passeport_identity.domain.assurance import Assurance
from passeport_identity.domain.opaque_token import digest
from passeport_identity.domain.subject import Subject
from passeport_identity.errors import StepUpOtherPerson
from passeport_identity.usecases.merge_persons import MergePersons
from people import CLAIRE, CLAIRE_NIR, OPERATOR, OTHER_THOMAS_NIR, VAULT, MovedClock, register, signed_in, subject_of
from sql_units import SqlUnits
from usecases.house import PLUS, Desk, Door, FakeEmployment, FakeProvider

# Born on the same day in another commune: her identity alone tells that she is not Claire.
ANOTHER = replace(CLAIRE, birth_place="44110")


@pytest.fixture
def door(sql_units: SqlUnits, clock: MovedClock) -> Door:
    return Door(sql_units, FakeProvider(), clock)


@pytest.fixture
async def claire(sql_units: SqlUnits, door: Door, clock: MovedClock) -> UUID:
    """Claire, with an active account and one subject."""
    person = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    await door.sign_in(signed_in(CLAIRE, "claire"))
    await Desk(sql_units, door, FakeEmployment(), clock).activate(person, CLAIRE_NIR)
    return person


@pytest.fixture
async def another(sql_units: SqlUnits) -> UUID:
    return await register(sql_units, OTHER_THOMAS_NIR, ANOTHER, new_id())


@asynccontextmanager
async def merging(engine: AsyncEngine, clock: MovedClock, goes: UUID, stays: UUID) -> AsyncIterator[None]:
    """A merge that is made and not committed; on leaving it is, once somebody waits for it."""
    held_back = HeldBack(engine)
    merge = MergePersons(held_back, VAULT, clock, OPERATOR)
    made = asyncio.create_task(merge(goes, stays, keep=stays, despite=["birth_place"]))
    await held_back.is_ready.wait()
    yield
    await until_somebody_waits(engine)
    held_back.may_go_on.set()
    await made


async def subjects_of(units: SqlUnits, person: UUID) -> list[Subject]:
    async with units() as work:
        return [*await work.subjects.all_of(person)]


async def test_who_signs_in_while_she_is_merged_is_not_let_into_the_account_of_who_stays(
    sql_units: SqlUnits, door: Door, clock: MovedClock, engine: AsyncEngine, claire: UUID, another: UUID
) -> None:
    async with merging(engine, clock, another, claire):
        waiting = asyncio.create_task(door.person_of(signed_in(ANOTHER, "another")))
    assert await door.is_provisional(await waiting)
    assert await door.is_provisional(await door.person_of(signed_in(ANOTHER, "another")))
    assert await subjects_of(sql_units, claire) == [Subject(subject_of("claire"))]
    assert await subjects_of(sql_units, another) == []


async def test_who_steps_up_while_she_is_merged_is_not_linked_to_who_stays(
    sql_units: SqlUnits, door: Door, clock: MovedClock, engine: AsyncEngine, claire: UUID, another: UUID
) -> None:
    before = await door.sign_in(signed_in(ANOTHER, "another"))
    assert before.held.session.person_id == another
    # Agrees with Claire as well, as far as a step-up compares.
    door.plus.answer = replace(signed_in(CLAIRE, "another at plus"), assurance=Assurance.EIDAS2)
    callback = await door.at_plus(session_token=before.session_token)
    async with merging(engine, clock, another, claire):
        waiting = asyncio.create_task(door.complete(callback))
    # Her session ended with the merge: it is an ordinary sign-in, and Claire's account is somebody's.
    assert await door.is_provisional((await waiting).held.session.person_id)
    assert await subjects_of(sql_units, claire) == [Subject(subject_of("claire"))]


async def test_what_links_a_subject_or_a_session_to_who_was_merged_is_no_way_in_to_who_stays(
    sql_units: SqlUnits, door: Door, clock: MovedClock, claire: UUID, another: UUID
) -> None:
    before = await door.sign_in(signed_in(ANOTHER, "another"))
    await MergePersons(sql_units, VAULT, clock, OPERATOR)(another, claire, keep=claire, despite=["birth_place"])
    async with sql_units() as work:
        await work.subjects.link(Subject(subject_of("another")), another, clock())
        await work.sessions.add(before.held.session, digest(before.session_token))
        await work.commit()
    with pytest.raises(StepUpOtherPerson):
        await door.step_up(signed_in(CLAIRE, "another at plus"), before.session_token)
    assert await door.is_provisional(await door.person_of(signed_in(ANOTHER, "another")))
    assert await subjects_of(sql_units, claire) == [Subject(subject_of("claire"))]


@pytest.mark.parametrize("how", ["sign-in", "step-up"])
async def test_turns_are_taken_in_one_order_whoever_is_found_first(
    sql_units: SqlUnits, door: Door, clock: MovedClock, engine: AsyncEngine, how: str
) -> None:
    first = new_id()
    provisional = (await door.step_up(signed_in(CLAIRE, "claire at plus"))).held.session.person_id
    await register(sql_units, CLAIRE_NIR, CLAIRE, first)
    assert first < provisional
    before = await door.sign_in(signed_in(CLAIRE, "claire")) if how == "step-up" else None
    async with sql_units() as work:
        await work.take_turns(f"person {first}")
        secret = before.session_token if before is not None else ""
        waiting = asyncio.create_task(door.step_up(signed_in(CLAIRE, "claire at plus"), secret))
        await until_somebody_waits(engine)
        # Whoever has the first person's turn gets the second's: nobody waits for the first with it in his hands.
        await work.take_turns(f"person {provisional}")
    assert (await waiting).held.session.person_id == first
    assert Subject(subject_of("claire at plus"), PLUS) in await subjects_of(sql_units, first)
