"""Sign-ins and activations of one person at the same moment: whoever comes second sees what the first has done."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_chassis.ids import new_id
from passeport_identity.errors import ActivationRefused, SessionInvalid
from passeport_identity.storage.tables import franceconnect_subject, session
from people import CLAIRE, CLAIRE_NIR, MovedClock, register, signed_in, subject_of
from sql_units import SqlUnits
from usecases.house import Desk, Door, FakeEmployment, FakeProvider


def desk_of(units: SqlUnits, clock: MovedClock) -> Desk:
    return Desk(units, Door(units, FakeProvider(), clock), FakeEmployment(), clock)


async def test_twenty_activations_at_once_of_who_was_not_recognised_keep_his_session(
    sql_units: SqlUnits, clock: MovedClock
) -> None:
    desk = desk_of(sql_units, clock)
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    await desk.door.sign_in(signed_in(CLAIRE, "before"))
    await desk.activate(claire, CLAIRE_NIR)
    after = await desk.door.sign_in(signed_in(CLAIRE, "after"))
    provisional = after.held.session.person_id
    views = await asyncio.gather(*(desk.activate(provisional, CLAIRE_NIR) for _ in range(20)))
    assert {view.person.id for view in views} == {claire}
    assert (await desk.door.get(after.session_token)).session.person_id == claire
    assert (await desk.actions(claire)).count("identity.account.relinked") == 1
    assert len(await sql_units.events()) == 1


async def test_a_sign_in_of_the_former_subject_during_a_relink_leaves_it_no_way_in(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    desk, other = desk_of(sql_units, clock), desk_of(sql_units, clock)
    await other.door.sign_in(signed_in(CLAIRE, "before"))
    await other.activate(claire, CLAIRE_NIR)
    doors = [desk_of(sql_units, clock).door for _ in range(3)]
    for round_ in range(8):
        after = await desk.door.sign_in(signed_in(CLAIRE, f"after {round_}"))
        relink = desk.activate(after.held.session.person_id, CLAIRE_NIR)
        await asyncio.gather(relink, *(door.sign_in(signed_in(CLAIRE, "before")) for door in doors))
        async with engine.connect() as connection:
            of_claire = sa.select(session.c.subject).where(session.c.person_id == claire)
            linked = sa.select(franceconnect_subject.c.subject).where(franceconnect_subject.c.person_id == claire)
            assert await connection.scalar(linked) == subject_of(f"after {round_}")
            assert set(await connection.scalars(of_claire)) == {subject_of(f"after {round_}")}
        # He who has the former subject types the NIR as well: he has it again, for the next round.
        back = await other.door.sign_in(signed_in(CLAIRE, "before"))
        await other.activate(back.held.session.person_id, CLAIRE_NIR)
        with pytest.raises(SessionInvalid):
            await desk.door.get(after.session_token)


async def test_two_who_give_one_nir_at_once_do_not_both_have_the_account(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    desk = desk_of(sql_units, clock)
    await desk.door.sign_in(signed_in(CLAIRE, "taken for her"))
    persons = [await desk.door.person_of(signed_in(CLAIRE, name)) for name in ("one", "two", "three")]
    outcomes = await asyncio.gather(*(desk.activate(person, CLAIRE_NIR) for person in persons), return_exceptions=True)
    assert all(not isinstance(outcome, BaseException) or isinstance(outcome, ActivationRefused) for outcome in outcomes)
    async with engine.connect() as connection:
        of_claire = sa.select(session.c.subject).where(session.c.person_id == claire)
        assert len(set(await connection.scalars(of_claire))) == 1
    assert len(await sql_units.events()) == 1
