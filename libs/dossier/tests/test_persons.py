"""Who is who, in PostgreSQL: chains, circles, every order of what is heard, and whose time is over."""

from __future__ import annotations

import itertools
from uuid import UUID

import pytest

from notes import NOW, NoteUnits
from passeport_chassis.access import by_holder
from passeport_chassis.ids import new_id
from passeport_dossier.domain.persons import Expiry, Merge
from passeport_dossier.storage.persons import FINAL, HELD


def merge(stays: UUID, merged: UUID) -> Merge:
    return Merge(new_id(), stays, merged, NOW)


def test_nobody_is_merged_with_himself() -> None:
    person = new_id()
    with pytest.raises(ValueError, match="not merged with himself"):
        merge(person, person)


async def test_a_chain_is_read_from_its_top_and_each_link_can_be_undone(open_work: NoteUnits) -> None:
    top, middle, low = new_id(), new_id(), new_id()
    outer, inner = merge(top, middle), merge(middle, low)
    async with open_work() as work:
        for person, text in ((top, "top"), (middle, "middle"), (low, "low")):
            await work.write(person, text)
        # The later link is heard of first, and once more.
        assert [await work.persons.merge(each) for each in (inner, outer, inner)] == [True, True, False]
        assert await work.read(top) == {"top", "middle", "low"}
        assert await work.read(low) == {"low"}
        assert await work.select(FINAL, low) == {top}
        assert await work.persons.are_one(top, low)
        assert [await work.persons.split(outer) for _ in range(2)] == [True, False]
        assert await work.read(top) == {"top"}
        assert await work.read(middle) == {"middle", "low"}
        assert await work.select(FINAL, low) == {middle}
        assert not await work.persons.are_one(top, low)


async def test_persons_merged_into_one_are_one_with_each_other(open_work: NoteUnits) -> None:
    stays, one, other, stranger = (new_id() for _ in range(4))
    async with open_work() as work:
        for each in (one, other):
            await work.persons.merge(merge(stays, each))
        assert await work.persons.are_one(one, other)
        assert await work.persons.are_one(stranger, stranger)
        assert not await work.persons.are_one(one, stranger)
        assert await work.select(FINAL, stranger) == {stranger}


async def test_what_goes_in_a_circle_ends(open_work: NoteUnits) -> None:
    one, other = new_id(), new_id()
    async with open_work() as work:
        await work.persons.merge(merge(one, other))
        await work.persons.merge(merge(other, one))
        assert await work.select(HELD, one) == await work.select(HELD, other) == {one, other}
        assert await work.persons.are_one(one, other)


async def test_every_order_of_what_is_heard_ends_the_same(open_work: NoteUnits) -> None:
    """Three merges, the last of which is undone: in any order, each twice."""
    persons = [new_id() for _ in range(4)]
    merges = [merge(persons[0], persons[1]), merge(persons[1], persons[2]), merge(persons[1], persons[3])]
    heard = [*(("merge", each) for each in merges), ("split", merges[2])]
    rounds = list(itertools.permutations(heard))
    assert len(rounds) == 24
    for order in rounds:
        async with open_work() as work:  # left without a commit: each round begins with nothing
            for what, each in [*order, *reversed(order)]:
                await (work.persons.merge(each) if what == "merge" else work.persons.split(each))
            assert await work.select(HELD, persons[0]) == set(persons[:3])
            assert await work.select(HELD, persons[1]) == set(persons[1:3])
            assert await work.select(HELD, persons[3]) == {persons[3]}


async def test_a_split_heard_of_first_keeps_the_merge_from_doing_anything(open_work: NoteUnits) -> None:
    wrong = merge(new_id(), new_id())
    async with open_work() as work:
        assert not await work.persons.split(wrong)
        assert not await work.persons.merge(wrong)
        assert await work.select(HELD, wrong.person_id) == {wrong.person_id}


async def test_every_order_in_which_a_time_is_over_too_ends_the_same(open_work: NoteUnits) -> None:
    """Of a chain the lower merge is undone, and then the time of the upper two is over: who was restored keeps all."""
    stays, merged, restored = persons = [new_id() for _ in range(3)]
    holds, wrong = merge(stays, merged), merge(merged, restored)
    heard: list[tuple[str, Merge | Expiry]] = [("merge", holds), ("merge", wrong), ("split", wrong)]
    heard += [("expire", Expiry(each, NOW)) for each in (stays, merged)]
    rounds = list(itertools.permutations(heard))
    assert len(rounds) == 120
    for order in rounds:
        async with open_work() as work:  # left without a commit: each round begins with nothing
            for number, person in enumerate(persons):
                await work.write(person, str(number))
            for what, each in [*order, *reversed(order)]:
                if isinstance(each, Expiry):
                    await work.persons.expire(each)
                else:
                    await (work.persons.merge(each) if what == "merge" else work.persons.split(each))
            assert await work.persons.expired(persons) == {stays, merged}
            assert [await work.read(each) for each in persons] == [set(), set(), {"2"}]


async def test_of_whose_time_is_over_the_accesses_stay_their_year(open_work: NoteUnits) -> None:
    stays, merged = persons = [new_id() for _ in range(2)]
    async with open_work() as work:
        await work.persons.merge(merge(stays, merged))
        for person in persons:
            await work.accesses.record(by_holder(person, NOW, "notes.read", "…"))
            await work.persons.expire(Expiry(person, NOW))
        assert len((await work.accesses.page(stays, 10, None)).accesses) == 2


async def test_the_trail_of_a_person_is_read_page_by_page_under_all_his_identifiers(open_work: NoteUnits) -> None:
    stays, merged = new_id(), new_id()
    async with open_work() as work:
        for person in (stays, merged, new_id()):
            for number in range(3):
                await work.accesses.record(by_holder(person, NOW, f"notes.{number}", "…"))
        await work.persons.merge(merge(stays, merged))
        page = await work.accesses.page(stays, 4, None)
        seen = [*page.accesses]
        assert page.next is not None
        page = await work.accesses.page(stays, 4, page.next)
        seen += page.accesses
        assert page.next is None
        assert sorted(each.person_id for each in seen) == sorted([stays] * 3 + [merged] * 3)
        assert len((await work.accesses.page(merged, 10, None)).accesses) == 3
