"""Merges of the revision before: they did not name what the one who stays had, so that the moments decide."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.domain.consultation import Consultation
from passeport_identity.domain.subject import Subject
from passeport_identity.storage.tables import person_merge
from passeport_identity.usecases.merge_persons import MergePersons
from passeport_identity.usecases.split_merge import SplitMerge
from people import CLAIRE, CLAIRE_NIR, OPERATOR, OTHER_THOMAS_NIR, VAULT, MovedClock, register, signed_in, subject_of
from sql_units import SqlUnits
from usecases.house import PLUS, Desk, Door, FakeEmployment, FakeProvider


async def test_a_split_leaves_what_is_older_and_ends_what_came_since(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine
) -> None:
    door = Door(sql_units, FakeProvider(), clock)
    desk = Desk(sql_units, door, FakeEmployment(), clock)
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    double = await register(sql_units, OTHER_THOMAS_NIR, CLAIRE, new_id())
    provisional = await door.person_of(signed_in(CLAIRE, "claire"))
    await desk.activate(provisional, CLAIRE_NIR)

    async def opened() -> Consultation:
        end = clock() + timedelta(days=1)
        made = Consultation(new_id(), new_id(), claire, "suivi", clock(), end)
        async with sql_units() as work:
            await work.professionals.add_consultation(made)
            await work.commit()
        return made

    before = await opened()
    clock.advance(timedelta(minutes=1))
    merge = await MergePersons(sql_units, VAULT, clock, OPERATOR)(claire, double, keep=claire)
    async with engine.begin() as connection:
        await connection.execute(sa.update(person_merge).values(moved=person_merge.c.moved.op("-")("own")))
    clock.advance(timedelta(minutes=1))
    since = await opened()
    async with sql_units() as work:
        await work.subjects.link(Subject(subject_of("double"), PLUS), claire, clock())
        await work.commit()
    await SplitMerge(sql_units, clock, OPERATOR)(merge.id)
    async with sql_units() as work:
        assert await work.subjects.all_of(claire) == [Subject(subject_of("claire"))]
        # Somebody came in since: who has the account is proved by nothing any more.
        assert not (await work.accounts.ensure(claire)).was_activated
        kept = {each.id: each.expires_at for each in await work.professionals.consultations_about(claire)}
    assert kept == {before.id: before.expires_at, since.id: since.opened_at}
