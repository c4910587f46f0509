"""For whom a sender of the DSN declares, on PostgreSQL: an employer takes back and changes nothing of another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, process, send, send_and_process, tools_of
from passeport_records.domain.batch import Batch, Counts, Feed, Sender
from passeport_records.domain.entry import Entry
from passeport_records.domain.organisation import Organisation
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.read_report import read_report
from samples import contract, ended, lot, message, person, renamed
from support import DSN_SENDER

PONANT = Sender("ponant", Organisation("Ponant Logiciel", "00100001700028"))
OTHER = Sender("other", Organisation("Autre employeur", "35600000000048"))
THEIRS = {"siren": "356000000", "nic": "00048"}
OCTOBER = lot(message(person(), contract(r006="Cheffe")))
EMPTIED = {"kind": "05", "made": "12112026"}


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


async def titles(open_work: UnitsOfWork, persons: KnownPersons) -> list[str]:
    async with open_work(persons.claire) as work:
        found: Sequence[Entry] = (await work.entries.page((), 10, None)).entries
    return sorted(entry.content.title for entry in found)


async def told(tools: FeedTools, done: Batch) -> list[LineReport]:
    report = await read_report(tools.open_work, sender=None, batch_id=done.id)
    return [line async for line in report.lines()]


@pytest.mark.parametrize("by", [PONANT, DSN_SENDER], ids=lambda sender: sender.client_id)
@pytest.mark.parametrize(
    "attack",
    [
        message(**EMPTIED),
        message(person(), contract(r006="Autre"), **EMPTIED | {"kind": "03"}),
        message(person(), contract(r006="Autre"), made="12112026"),
        message(person(), contract(), ended("01112026", "099"), nature="07", month="", made="12112026"),
        message(person(), contract(r006="Autre"), kind="04", nature="10", month="", made="12112026", former="E1"),
    ],
    ids=["emptied", "replaced", "told anew", "annulled", "hiring annulled"],
)
async def test_an_employer_says_nothing_of_another_one(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons, by: Sender, attack: str
) -> None:
    await send_and_process(tools, by, Feed.DSN, OCTOBER, "october")
    asked = persons.questions
    own = message(person(), contract(r006="À moi"), **THEIRS)
    done = await send_and_process(tools, OTHER, Feed.DSN, lot(attack, own), "attack")
    assert await titles(open_work, persons) == ["Cheffe", "À moi"]
    assert persons.questions == asked + 1
    lines = [line for line in await told(tools, done) if line.outcome is not Outcome.ACCEPTED]
    assert {(line.outcome, line.rule, line.value) for line in lines} == {
        (Outcome.REJECTED, "other_employer", "001000017")
    }
    assert done.counts == Counts(accepted=1, rejected=len(lines))


async def test_a_contract_is_not_taken_over_from_another_employer(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    await send_and_process(tools, PONANT, Feed.DSN, OCTOBER, "october")
    moved = [person(), contract(r006="À moi"), renamed(r012="00100001700010")]
    november = {"month": "01112026", "made": "05122026"}
    done = await send_and_process(tools, OTHER, Feed.DSN, lot(message(*moved, **THEIRS, **november)), "mine")
    assert done.counts == Counts(accepted=1, remarks=1)
    assert await titles(open_work, persons) == ["Cheffe", "À moi"]


async def test_a_contract_that_went_to_another_employer_is_no_longer_its_former_one_s(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    await send_and_process(tools, DSN_SENDER, Feed.DSN, OCTOBER, "october")
    moved = [person(), contract(r006="Passée"), renamed(r012="00100001700010")]
    november = {"month": "01112026", "made": "05122026"}
    await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(*moved, **THEIRS, **november)), "november")
    assert await titles(open_work, persons) == ["Passée"]
    later = lot(message(person(), contract(r006="Encore à moi"), month="01122026", made="05012027"))
    done = await send_and_process(tools, PONANT, Feed.DSN, later, "later")
    assert done.counts == Counts(rejected=1)
    assert await titles(open_work, persons) == ["Passée"]


@pytest.mark.parametrize(("first", "second"), [(PONANT, DSN_SENDER), (DSN_SENDER, PONANT)], ids=["employer", "all"])
async def test_a_sender_takes_back_what_it_said_itself(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons, first: Sender, second: Sender
) -> None:
    await send_and_process(tools, first, Feed.DSN, OCTOBER, "october")
    await send_and_process(tools, second, Feed.DSN, lot(message(**EMPTIED)), "emptied")
    assert await titles(open_work, persons) == ["Cheffe"]
    # What the second itself had said and comes late no longer counts; what the first took back is gone.
    late = await send_and_process(tools, second, Feed.DSN, OCTOBER, "late")
    assert late.counts == Counts(duplicates=1)
    await send_and_process(tools, first, Feed.DSN, lot(message(**EMPTIED)), "emptied by who said it")
    assert await titles(open_work, persons) == []


async def test_what_came_before_senders_were_noted_goes_on(
    tools: FeedTools, open_work: UnitsOfWork, persons: KnownPersons, engine: AsyncEngine
) -> None:
    # As a version before left it: the batch does not say for whom its sender declares, the entry not who told of it.
    sent = await send(tools, replace(DSN_SENDER, every_employer=False), Feed.DSN, OCTOBER, "before")
    async with engine.begin() as connection:
        await connection.execute(sa.update(tables.batch).values(every_employer=None))
    assert await process(tools)
    assert await titles(open_work, persons) == ["Cheffe"]
    async with engine.begin() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        unsigned = sa.func.replace(tables.entry.c.told, " @987654324", "")
        await connection.execute(sa.update(tables.entry).values(told=unsigned).where(tables.entry.c.told.contains("@")))
    done = await send_and_process(tools, PONANT, Feed.DSN, lot(message(**EMPTIED)), "emptied")
    assert (done.counts.accepted, await titles(open_work, persons)) == (1, [])
    assert sent.id != done.id
