"""Sign-ins and activations of one person at the same moment: whoever comes second sees what the first has done."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from held_back import HeldBack, Overtaken, until_somebody_waits
from passeport_chassis.ids import new_id
from passeport_identity.errors import ActivationRefused, SessionInvalid
from passeport_identity.storage.tables import account, franceconnect_subject, session
from passeport_identity.usecases.merge_persons import MergePersons
from passeport_identity.usecases.split_merge import SplitMerge
from people import CLAIRE, CLAIRE_NIR, OPERATOR, OTHER_THOMAS_NIR, VAULT, MovedClock, register, signed_in, subject_of
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


@pytest.mark.parametrize("what", ["merge", "split"])
async def test_who_activates_while_the_person_named_changes_activates_whom_the_number_names_then(
    sql_units: SqlUnits, clock: MovedClock, engine: AsyncEngine, what: str
) -> None:
    claire = await register(sql_units, CLAIRE_NIR, CLAIRE, new_id())
    double = await register(sql_units, OTHER_THOMAS_NIR, CLAIRE, new_id())
    provisional = await desk_of(sql_units, clock).door.person_of(signed_in(CLAIRE))
    held_back = HeldBack(engine)
    change: Coroutine[Any, Any, object]
    if what == "merge":
        change = MergePersons(held_back, VAULT, clock, OPERATOR)(claire, double, keep=claire)
    else:
        merge = await MergePersons(sql_units, VAULT, clock, OPERATOR)(claire, double, keep=claire)
        change = SplitMerge(held_back, clock, OPERATOR)(merge.id)
    changes: list[asyncio.Task[object]] = []

    async def begin() -> None:
        changes.append(asyncio.create_task(change))
        await held_back.is_ready.wait()

    activation = asyncio.create_task(desk_of(Overtaken(engine, begin), clock).activate(provisional, OTHER_THOMAS_NIR))
    await until_somebody_waits(engine)
    held_back.may_go_on.set()
    named = claire if what == "merge" else double
    assert (await activation).person.id == named
    await changes[0]
    async with engine.connect() as connection:
        active = await connection.scalars(sa.select(account.c.person_id).where(account.c.activated_at.is_not(None)))
        linked = await connection.scalars(sa.select(franceconnect_subject.c.person_id))
        assert (list(active), list(linked)) == ([named], [named])
