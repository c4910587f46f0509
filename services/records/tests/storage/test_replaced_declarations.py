"""Declarations of the DSN that replace or annul others, on PostgreSQL: what is left, what is told, what is undone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest

from feed_support import KnownPersons, process, send, send_and_process, tools_of
from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed
from passeport_records.domain.causes import REPLACED
from passeport_records.domain.entry import Entry, EntryState
from passeport_records.domain.report import Outcome
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases import process_batch as process_module
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.retry_waiting import retry_waiting
from passeport_records.usecases.roll_back_batch import order_rollback, roll_back
from samples import contract, ended, lot, message, person, renamed
from support import DSN_SENDER

SEPTEMBER = {"month": "01092026", "made": "05102026"}
OCTOBER = {"month": "01102026", "made": "05112026"}
FILES = {
    "september": lot(message(person(), contract(r006="Ingénieure"), **SEPTEMBER)),
    "october": lot(message(person(), contract(r006="Cheffe"), contract(r009="2", r006="Faute"), ended(), **OCTOBER)),
    "october again": lot(message(person(), contract(r006="Directrice"), kind="03", **OCTOBER | {"made": "12112026"})),
    "end": lot(message(person(), contract(), ended("10112026"), nature="07", month="", made="10112026", deposit="E1")),
    "no end": lot(message(nature="07", kind="04", month="", made="11112026", deposit="E2", former="E1")),
}


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


async def take(tools: FeedTools, name: str) -> Batch:
    return await send_and_process(tools, DSN_SENDER, Feed.DSN, FILES[name], f"{name}.dsn")


async def shown(open_work: UnitsOfWork, persons: KnownPersons) -> Sequence[Entry]:
    async with open_work(persons.claire) as work:
        return (await work.entries.page((), 10, None)).entries


@pytest.mark.parametrize("order", [*permutations(FILES)][::8], ids=" - ".join)
async def test_what_no_longer_stands_is_not_there_whatever_came_first(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons, order: tuple[str, ...]
) -> None:
    for name in order:
        await take(tools, name)
    (entry,) = await shown(open_work, persons)
    assert (entry.content.title, entry.content.end) == ("Directrice", None)
    for name in order:
        done = await send_and_process(tools, DSN_SENDER, Feed.DSN, FILES[name], f"{name}-again.dsn")
        assert done.counts.accepted == 0
    assert await shown(open_work, persons) == (entry,)


async def test_what_is_taken_back_is_told_to_the_holder_and_to_the_sender(
    tools: FeedTools, open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    await take(tools, "october")
    wrong = next(entry for entry in await shown(open_work, persons) if entry.content.title == "Faute")
    done = await take(tools, "october again")
    assert done.counts == Counts(accepted=2)
    report = await read_report(open_feed_work, sender=DSN_SENDER, batch_id=done.id)
    told = [line async for line in report.lines() if line.rule == "replaced"]
    assert [(line.outcome, line.line, line.message[:12]) for line in told] == [(Outcome.ACCEPTED, 10, "1 contrat(s)")]
    async with open_work(persons.claire) as work:
        entry = await work.entries.get(wrong.id)
        story = await work.provenances.get(entry)
    assert entry.state is EntryState.WITHDRAWN
    assert [(step.cause, step.batch_id) for step in story.steps][1:] == [(REPLACED, done.id)]
    late = await send_and_process(tools, DSN_SENDER, Feed.DSN, FILES["october"], "late.dsn")
    assert late.counts == Counts(duplicates=2)


async def test_an_entry_is_found_by_the_one_that_it_goes_on_for(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    moved = renamed(r012="00100001700010")
    files = [
        lot(message(person(), contract(r006="Ingénieure"), **SEPTEMBER)),
        lot(message(person(), contract(r006="Faute"), ended(), nic="00028", **OCTOBER)),
        lot(message(person(), contract(r006="Cheffe"), moved, nic="00028", month="01112026", made="05122026")),
        lot(message(nic="00028", kind="05", number="999999999999999", **OCTOBER)),
    ]
    ends = []
    for number, content in enumerate(files):
        await send_and_process(tools, DSN_SENDER, Feed.DSN, content, f"{number}.dsn")
        ends.append([entry.content.end for entry in await shown(open_work, persons)])
    last = PartialDate(2026, 10, 31)
    assert ends[2:] == [[last], [None]]


async def test_a_line_that_waited_for_its_person_changes_nothing_once_it_is_replaced(
    tools: FeedTools, open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    known, persons.by_nir = persons.by_nir, {}
    waits = await take(tools, "october")
    assert waits.counts == Counts(unresolved=2)
    persons.by_nir = known
    await take(tools, "october again")
    async with open_feed_work() as work:
        assert await work.waiting.hasten() == 2
        await work.commit()
    assert await retry_waiting(tools)
    assert [entry.content.title for entry in await shown(open_work, persons)] == ["Directrice"]
    report = await read_report(open_feed_work, sender=DSN_SENDER, batch_id=waits.id)
    assert [(line.outcome, line.rule) async for line in report.lines()] == [(Outcome.DUPLICATE, "replaced")] * 2


@pytest.mark.parametrize("attempt", range(4))
async def test_two_workers_on_what_replaces_and_what_is_replaced_end_alike(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons, attempt: int
) -> None:
    await take(tools, "september")
    names = ["october", "october again", "end", "no end"]
    for name in names[attempt % 2 :] + names[: attempt % 2]:
        await send(tools, DSN_SENDER, Feed.DSN, FILES[name], f"{name}.dsn")
    done = await asyncio.gather(*(process(tools) for _ in names))
    assert [batch.state for batch in done if batch] == [BatchState.FINISHED] * len(names)
    (entry,) = await shown(open_work, persons)
    assert (entry.content.title, entry.content.end) == ("Directrice", None)


async def undo(tools: FeedTools, batch: Batch) -> None:
    await order_rollback(tools, sender=DSN_SENDER, batch_id=batch.id, reason="Envoyé par erreur")
    async with tools.open_work() as work:
        taken = await work.rollbacks.take(tools.clock() + timedelta(minutes=1))
        await work.commit()
    assert taken is not None
    await roll_back(tools, taken, asyncio.Event())


async def test_what_another_batch_replaced_stays_so_when_one_is_undone(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    await take(tools, "october again")
    later = FILES["october again"].replace(b"12112026", b"13112026")
    await undo(tools, await send_and_process(tools, DSN_SENDER, Feed.DSN, later, "later.dsn"))
    assert (await take(tools, "october")).counts == Counts(duplicates=2)
    assert [entry.content.title for entry in await shown(open_work, persons)] == ["Directrice"]


async def test_a_replacement_that_is_undone_replaces_nothing_any_more(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    await take(tools, "october")
    done = await take(tools, "october again")
    await undo(tools, done)
    titles = {entry.content.title for entry in await shown(open_work, persons)}
    assert titles == {"Cheffe", "Faute"}
    again = await send_and_process(tools, DSN_SENDER, Feed.DSN, FILES["october"], "again.dsn")
    assert again.counts == Counts(duplicates=2)
    newer = FILES["october"].replace(b"Faute", b"Juste").replace(b"05112026", b"06112026")
    assert (await send_and_process(tools, DSN_SENDER, Feed.DSN, newer, "newer.dsn")).counts.accepted == 1


@pytest.mark.parametrize("chunk", [2000, 1])
async def test_a_contract_that_is_named_stays_while_its_person_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
    tools: FeedTools,
    open_work: UnitsOfWork,
    open_feed_work: FeedUnitsOfWork,
    persons: KnownPersons,
    chunk: int,
) -> None:
    monkeypatch.setattr(process_module, "_CHUNK", chunk)
    await take(tools, "october")
    # The same contract, under a name that identity does not know for this number; the other is not named any more.
    unknown = person(nir="1760859350384")
    again = lot(message(unknown, contract(r006="Directrice"), kind="03", **OCTOBER | {"made": "12112026"}))
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, again, "again.dsn")
    assert done.counts == Counts(accepted=1, unresolved=1)
    assert [entry.content.title for entry in await shown(open_work, persons)] == ["Cheffe"]
    persons.by_nir["1760859350384"] = persons.claire
    async with open_feed_work() as work:
        await work.waiting.hasten()
        await work.commit()
    assert await retry_waiting(tools)
    assert [entry.content.title for entry in await shown(open_work, persons)] == ["Directrice"]


async def test_a_job_that_left_and_an_end_taken_back_are_kept_as_told(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    moved = renamed(r012="00100001700010")
    for blocks, place, end in [
        ((contract(), ended("30092026", "998")), SEPTEMBER, "2026-09-30"),
        ((contract(), moved), OCTOBER | {"nic": "00028"}, "None"),
        ((contract(), ended("20102026")), OCTOBER | {"nic": "00028", "made": "06112026"}, "2026-10-20"),
        ((contract(), ended("20102026", "099")), OCTOBER | {"nic": "00028", "made": "07112026"}, "None"),
    ]:
        content = lot(message(person(), *blocks, **place))
        await send_and_process(tools, DSN_SENDER, Feed.DSN, content, f"{place['made']}.dsn")
        assert [str(entry.content.end) for entry in await shown(open_work, persons)] == [end], place
