"""Months of a contract that come in any order, on PostgreSQL: one entry at the end, whatever was there in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.batch import Counts, Feed
from passeport_records.domain.employment import ContractKey
from passeport_records.domain.entry import Entry, EntryState
from passeport_records.domain.harvest import Held, contract_key
from passeport_records.domain.provenance import Change
from passeport_records.storage import tables
from passeport_records.storage.told import known_up_to
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from samples import contract, ended, lot, message, person, renamed
from support import DSN_SENDER

MONTHS = [
    lot(message(person(), contract(r006="Ingénieure"), month="01082026", made="05092026")),
    lot(message(person(), contract(r009="2", r006="Cheffe"), renamed(r014="00102"), month="01092026", made="05102026")),
    lot(message(person(), contract(r009="3", r006="Directrice"), renamed(r014="2"), month="01102026", made="05112026")),
    lot(
        message(
            person(), contract(r009="3", r006="Directrice"), ended("15112026"), nature="07", month="", made="16112026"
        )
    ),
]


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


async def shown(open_work: UnitsOfWork, persons: KnownPersons) -> Sequence[Entry]:
    async with open_work(persons.claire) as work:
        return (await work.entries.page((), 10, None)).entries


@pytest.mark.parametrize("order", [*permutations(range(4))], ids=str)
async def test_one_entry_comes_of_them(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons, order: tuple[int, ...]
) -> None:
    tools = tools_of(open_feed_work, persons)
    for number in order:
        await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[number], f"{number}.dsn")
    (entry,) = await shown(open_work, persons)
    assert (entry.content.title, entry.content.end) == ("Directrice", PartialDate(2026, 11, 15))
    for number in order:
        done = await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[number], f"{number}-again.dsn")
        assert done.counts == Counts(duplicates=1)
    assert await shown(open_work, persons) == (entry,)


async def test_the_entry_that_ends_tells_why_and_its_keys_lead_on(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons, engine: AsyncEngine
) -> None:
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[0], "first")
    await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[3], "last")
    before = {entry.id: entry for entry in await shown(open_work, persons)}
    assert len(before) == 2
    await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[2], "third")
    assert len(await shown(open_work, persons)) == 2
    await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[1], "second")
    (entry,) = await shown(open_work, persons)
    (gone,) = before.keys() - {entry.id}
    async with open_work(persons.claire) as work:
        ended_entry = await work.entries.get(gone)
        story = await work.provenances.get(ended_entry)
    assert ended_entry.state is EntryState.WITHDRAWN
    assert story.steps[-1].change is Change.WITHDRAWN
    assert story.steps[-1].cause.startswith("Réuni avec l'autre élément")
    keys = [
        contract_key(persons.claire, ContractKey("00100001700010", date(2017, 1, 2), number))
        for number in ("00102", "2", "3")
    ]
    async with open_feed_work() as work:
        found = await work.guaranteed.find(keys)
    assert {held.entry.id for held in found.values()} == {entry.id}
    assert len(found) == 3


async def test_what_the_version_before_wrote_is_known_by_its_day(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons, owner_engine: AsyncEngine
) -> None:
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[0], "first")
    key = contract_key(persons.claire, ContractKey("00100001700010", date(2017, 1, 2), "00102"))
    (entry,) = await shown(open_work, persons)
    for values, expected in (
        ({"known": None}, known_up_to(date(2026, 8, 31), entry.content)),
        ({"known_up_to": date(2026, 9, 30)}, known_up_to(date(2026, 9, 30), entry.content)),
        ({"state": "withdrawn"}, known_up_to(date(2026, 9, 30), entry.content, annulled=True)),
    ):
        async with owner_engine.begin() as connection:
            await connection.execute(sa.update(tables.entry).values(values))
        async with open_feed_work() as work:
            held = (await work.guaranteed.find([key]))[key]
        assert isinstance(held, Held)
        assert (held.entry.id, held.known) == (entry.id, expected)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[1], "second")
    assert await shown(open_work, persons) == ()
    newer = lot(message(person(), contract(r009="2"), month="01122026", made="05012027"))
    await send_and_process(tools, DSN_SENDER, Feed.DSN, newer, "newer")
    assert [one.id for one in await shown(open_work, persons)] == [entry.id]


async def test_a_declaration_dated_ahead_silences_none_that_comes_after_it(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, MONTHS[0], "first")
    dated = ({"made": "05092062"}, {"month": "01082062"}, {"kind": "05", "made": "05092062"})
    for number, said in enumerate(dated):
        whom = () if said.get("kind") else (person(), contract(r006="De l'avenir"))
        ahead = lot(message(*whom, **{"month": "01082026", "made": "05092026"} | said))
        done = await send_and_process(tools, DSN_SENDER, Feed.DSN, ahead, f"ahead-{number}")
        assert done.counts == Counts(rejected=1)
    corrected = lot(message(person(), contract(r006="Corrigée"), month="01082026", made="06092026"))
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, corrected, "corrected")
    assert done.counts == Counts(accepted=1)
    assert [entry.content.title for entry in await shown(open_work, persons)] == ["Corrigée"]
