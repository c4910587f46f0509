"""Three years after a death nothing is kept of a person but the trail; and nobody else goes."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from passeport_chassis.ids import new_id
from passeport_identity.domain.birth_date import BirthDate
from passeport_identity.domain.events import PersonExpired
from passeport_identity.storage.unit_of_work import SqlUnitOfWork
from passeport_identity.usecases import expire_persons
from passeport_identity.usecases.expire_persons import ExpirePersons
from passeport_identity.usecases.merge_persons import MergePersons
from passeport_identity.usecases.operator import Operator
from passeport_identity.usecases.report_death import ReportDeath
from people import (
    CLAIRE,
    CLAIRE_NIR,
    ENZO_NIR,
    MAMADOU,
    MAMADOU_NIR,
    OTHER_THOMAS_NIR,
    THOMAS,
    THOMAS_NIR,
    VAULT,
    MovedClock,
    register,
    signed_in,
)
from sql_units import SqlUnits
from usecases.house import Desk, Units

JOB = Operator("expire-persons")
BY_HAND = Operator("report-death", "maria", "acte")


async def is_there(units: Units, person_id: UUID) -> bool:
    async with units() as work:
        return await work.persons.get(person_id) is not None


async def test_who_died_three_years_ago_goes_with_all_that_was_his(
    units: Units, clock: MovedClock, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expire_persons, "_CHUNK", 1)
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    # He signed in unrecognised first: that provisional person goes with him.
    provisional = await desk.door.person_of(signed_in(replace(CLAIRE, birth_place="44110")))
    await desk.activate(provisional, CLAIRE_NIR)
    thomas = await register(units, THOMAS_NIR, THOMAS, new_id())
    double = await register(units, OTHER_THOMAS_NIR, THOMAS, new_id())
    lower = await register(units, ENZO_NIR, THOMAS, new_id())
    await MergePersons(units, VAULT, clock, BY_HAND)(double, lower)
    merge = await MergePersons(units, VAULT, clock, BY_HAND)(thomas, double)
    alive = await register(units, MAMADOU_NIR, MAMADOU, new_id())
    report, expire = ReportDeath(units, clock, BY_HAND), ExpirePersons(units, clock, JOB)
    for person_id in (claire, thomas):
        await report(person_id, BirthDate(2026, 11, 1))
    told: list[UUID] = []
    clock.advance(timedelta(days=3 * 365 - 30))
    assert await expire(lambda death: told.append(death.person_id)) == 0
    clock.advance(timedelta(days=30))
    assert await expire(lambda death: told.append(death.person_id), dry_run=True) == 2
    assert sorted(told) == sorted([claire, thomas])
    assert await is_there(units, claire)
    assert await expire(lambda death: None) == 2
    assert await expire(lambda death: None) == 0
    gone = (claire, provisional, thomas, double, lower)
    assert [await is_there(units, each) for each in (*gone, alive)] == [False] * 5 + [True]
    # Of everybody in a chain of merges: the others delete what is of whom they are told, and of nobody else.
    expired = [each for each in await units.events() if isinstance(each, PersonExpired)]
    assert {each.person_id: each.revision for each in expired} == {claire: 2, thomas: 2, double: 1, lower: 1}
    async with units() as work:
        assert await work.persons.find_by_nir(VAULT.indexes(CLAIRE_NIR)) is None
        assert await work.persons.find_by_nir(VAULT.indexes(OTHER_THOMAS_NIR)) is None
        assert await work.merges.get(merge.id) is None
        accesses = (await work.accesses.page(claire, 20, None)).accesses
    assert "identity.person.expired" in {each.action for each in accesses}
    assert "identity.account.activated" in {each.action for each in accesses}


async def test_a_death_that_is_withdrawn_keeps_everything(units: Units, clock: MovedClock) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    report = ReportDeath(units, clock, BY_HAND)
    await report(claire, BirthDate(2026, 11, 1))
    await report(claire, None)
    clock.advance(timedelta(days=4 * 365))
    assert await ExpirePersons(units, clock, JOB)(lambda death: None) == 0
    assert await is_there(units, claire)


async def test_a_death_that_is_dated_anew_is_kept_six_months_from_then(units: Units, clock: MovedClock) -> None:
    claire = await register(units, CLAIRE_NIR, CLAIRE, new_id())
    report, expire = ReportDeath(units, clock, BY_HAND), ExpirePersons(units, clock, JOB)
    await report(claire, BirthDate(2026, 11, 1))
    clock.advance(timedelta(days=2 * 365))
    # A slip of the pen, by years: there is time to find it.
    await report(claire, BirthDate(2006, 11, 1))
    assert await expire(lambda death: None) == 0
    clock.advance(timedelta(days=190))
    assert await expire(lambda death: None) == 1


@pytest.mark.parametrize("what", ["withdrawn", "merged"])
async def test_who_is_not_due_any_more_when_his_turn_comes_stays(
    sql_units: SqlUnits, clock: MovedClock, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    double = await register(sql_units, OTHER_THOMAS_NIR, CLAIRE, new_id())
    report = ReportDeath(sql_units, clock, BY_HAND)
    await report(claire, BirthDate(2026, 11, 1))
    clock.advance(timedelta(days=4 * 365))
    await report(double, BirthDate(2026, 11, 2))
    take_turns, before = SqlUnitOfWork.take_turns, [what]

    async def wait_for_who_was_before(work: SqlUnitOfWork, *keys: str) -> None:
        if before:
            before.clear()
            if what == "withdrawn":
                await report(claire, None)
            else:
                await MergePersons(sql_units, VAULT, clock, BY_HAND)(double, claire, keep=double)
        await take_turns(work, *keys)

    monkeypatch.setattr(SqlUnitOfWork, "take_turns", wait_for_who_was_before)
    assert await ExpirePersons(sql_units, clock, JOB)(lambda death: None) == 0
    assert await is_there(sql_units, claire)
