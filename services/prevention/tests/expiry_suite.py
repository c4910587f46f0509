"""What every implementation of the port of expiries promises, and the days on which holders are reminded by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry as PersonExpiry
from passeport_dossier.domain.persons import Merge
from passeport_prevention.domain.particulars import Particulars
from passeport_prevention.domain.persons import Fact, HolderNews
from passeport_prevention.domain.training import Training
from passeport_prevention.domain.training_types import TrainingTypes
from passeport_prevention.usecases.change_training import delete_training, update_training
from passeport_prevention.usecases.create_training import create_training
from passeport_prevention.usecases.plan_expiries import plan, plan_some, replan
from passeport_prevention.usecases.ports import OpenWork
from passeport_prevention.usecases.remind_expiries import count_due, recent_reminders, remind_some
from support import NOW, TYPES, attestation, day, training

LAST = date(2027, 6, 30)


def at(days_before: int) -> datetime:
    """Noon of a day that is so many days before the last one."""
    return datetime.combine(LAST, NOW.timetz().replace(hour=11)) - timedelta(days=days_before)


async def told(open_work: OpenWork, person: UUID, days_before: int, types: TrainingTypes = TYPES) -> list[int]:
    """The thresholds told by a job that runs on that day until nothing is left, of those that it tells."""
    before = {one.id for one in await recent_reminders(open_work, lambda: NOW, person_id=person, since=at(9999))}
    while (await remind_some(open_work, lambda: at(days_before), types)).seen:
        pass
    after = await recent_reminders(open_work, lambda: NOW, person_id=person, since=at(9999))
    return [one.days for one in after if one.id not in before]


async def declared(open_work: OpenWork, person: UUID, **changes: object) -> Training:
    content = replace(attestation(validity_end=day(LAST.isoformat())), **changes)  # type: ignore[arg-type]
    return await create_training(
        open_work, lambda: NOW, TYPES, person_id=person, request_id=str(new_id()), content=content
    )


async def each_threshold_is_told_once(open_work: OpenWork) -> None:
    person = new_id()
    one = await declared(open_work, person)
    days = [91, 90, 90, 89, 31, 30, 30, 8, 7, 7, 0, -1]
    assert [await told(open_work, person, day) for day in days] == [[], [90], [], [], [], [30], [], [], [7], [], [], []]
    found = await recent_reminders(open_work, lambda: NOW, person_id=person, since=at(40))
    assert [(found.training_id, found.until, found.days) for found in found] == [(one.id, LAST, 30), (one.id, LAST, 7)]


async def days_that_were_missed_are_not_made_up_for(open_work: OpenWork) -> None:
    person = new_id()
    await declared(open_work, person)
    assert await told(open_work, person, 25) == [30]
    assert await told(open_work, person, 3) == [7]
    late = new_id()
    await declared(open_work, late)
    assert await told(open_work, late, -1) == []
    assert await count_due(open_work, lambda: at(-5)) == 0


async def what_is_taken_back_is_told_of_no_more_and_what_is_corrected_anew(open_work: OpenWork) -> None:
    person = new_id()
    one = await declared(open_work, person)
    assert await told(open_work, person, 90) == [90]
    asked = {"person_id": person, "training_id": one.id}
    # Another title, and the same day: what was told was told.
    titled = replace(one.content, title="Travail en hauteur, niveau 2")
    await update_training(open_work, lambda: NOW, TYPES, **asked, etag="r1", content=titled)
    assert await told(open_work, person, 80) == []
    later = replace(titled, validity_end=day((LAST + timedelta(days=20)).isoformat()))
    await update_training(open_work, lambda: NOW, TYPES, **asked, etag="r2", content=later)
    assert await told(open_work, person, 71) == []
    assert await told(open_work, person, 70) == [90]
    await delete_training(open_work, lambda: NOW, **asked, etag="r3")
    assert await told(open_work, person, 5) == []


async def what_a_later_training_stands_in_for_is_not_told_of(open_work: OpenWork) -> None:
    person, merged = new_id(), new_id()
    await declared(open_work, person, type_name="sst")
    await declared(open_work, person, type_name="habilitation-electrique")
    again = day((LAST + timedelta(days=700)).isoformat())
    # Under the identifier that he had before two were found to be one; that of several things does not stand in.
    newer = await declared(open_work, merged, type_name="sst", validity_end=again)
    await declared(open_work, merged, type_name="habilitation-electrique", validity_end=again)
    assert len(await told(open_work, person, 90)) == 2
    async with open_work() as work:
        await work.persons.merge(Merge(new_id(), person, merged, NOW))
        await work.commit()
    assert await told(open_work, person, 30) == [30]
    # Without the newer one the older counts again.
    await delete_training(open_work, lambda: NOW, person_id=person, training_id=newer.id, etag="r1")
    assert await told(open_work, person, 7) == [7, 7]


async def a_certification_of_no_type_renews_itself(open_work: OpenWork) -> None:
    person = new_id()
    coded = training(person, attestation(validity_end=day(LAST.isoformat())))
    coded = replace(coded, particulars=Particulars(certification="RS9999"))
    ends = replace(coded.content, validity_end=day("2029-01-01"))
    async with open_work() as work:
        both = (coded, replace(coded, id=new_id(), content=ends))
        await work.trainings.add(*both)
        await plan(work, TYPES, NOW.date(), *both)
        await work.commit()
    assert await told(open_work, person, 30) == []


async def nobody_is_told_who_is_not_there(open_work: OpenWork) -> None:
    closed, dead, gone, there = (new_id() for _ in range(4))
    for person in (closed, dead, gone, there):
        await declared(open_work, person)
    async with open_work() as work:
        await work.persons.note(HolderNews(closed, Fact.CLOSED, True, 1))
        await work.persons.note(HolderNews(dead, Fact.DEAD, True, 1))
        await work.commit()
    assert [await told(open_work, one, 90) for one in (closed, dead)] == [[], []]
    async with open_work() as work:
        await work.persons.expire(PersonExpiry(gone, NOW))
        await work.persons.note(HolderNews(closed, Fact.CLOSED, False, 2))
        await work.commit()
    assert await told(open_work, closed, 30) == [30]
    found = await recent_reminders(open_work, lambda: NOW, person_id=there, since=at(9999))
    assert [one.days for one in found] == [90, 30]


async def other_rules_plan_anew_and_tell_nothing_twice(open_work: OpenWork) -> None:
    person = new_id()
    by_rule = await declared(
        open_work, person, type_name="sst", end=day("2025-06-30"), start=None, validity_start=None, validity_end=None
    )
    await declared(open_work, person)
    assert by_rule.content.validity_end is None
    assert await told(open_work, person, 30) == [30, 30]
    for _ in range(3):
        while await plan_some(open_work, lambda: at(29), TYPES):
            pass
    assert await told(open_work, person, 29) == []
    table = '[[training_type]]\nname = "sst"\ntitle = "SST"\nsource = "x"\n[[validity]]\ntypes = ["sst"]\n'
    longer = TrainingTypes.parse(f'{table}since = 2020-01-01\nperiod = "P3Y"\nforce = "law"\nsource = "y"\n')
    # A row that was planned by the rules of before is looked at by those of now, even if they did not plan it.
    assert await told(open_work, person, 7, longer) == [7]
    while await plan_some(open_work, lambda: at(7), longer):
        pass
    assert await told(open_work, person, -276, longer) == [90]
    await replan(open_work)
    assert await plan_some(open_work, lambda: at(7), longer) > 0


async def rules_that_went_and_came_tell_nothing_again(open_work: OpenWork) -> None:
    person = new_id()
    counted = {"end": day("2025-06-30"), "start": None, "validity_start": None, "validity_end": None}
    await declared(open_work, person, type_name="sst", **counted)
    assert await told(open_work, person, 30) == [30]
    # As where a programme that brings the type cannot be loaded for a day.
    for types in (TrainingTypes(), TYPES):
        while await plan_some(open_work, lambda: at(29), types):
            pass
        assert await told(open_work, person, 29, types) == []
    assert await told(open_work, person, 7) == [7]


PROMISES_OF_EXPIRIES = [
    each_threshold_is_told_once,
    days_that_were_missed_are_not_made_up_for,
    what_is_taken_back_is_told_of_no_more_and_what_is_corrected_anew,
    what_a_later_training_stands_in_for_is_not_told_of,
    a_certification_of_no_type_renews_itself,
    nobody_is_told_who_is_not_there,
    other_rules_plan_anew_and_tell_nothing_twice,
    rules_that_went_and_came_tell_nothing_again,
]
