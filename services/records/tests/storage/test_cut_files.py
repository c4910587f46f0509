"""A DSN that is cut off: what is whole of it is kept, its batch says that it is not, and the whole file mends it."""

from __future__ import annotations

import pytest

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_records.domain.batch import BatchState, Counts, Feed
from passeport_records.domain.entry import Entry
from passeport_records.domain.report import Outcome
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.read_report import read_report
from samples import PAY, contract, ended, lot, message, person
from support import DSN_SENDER

WHOLE = lot(message(person(), contract(r009="A"), contract(r009="B", r006="Architecte"), ended(), PAY))
CUT = WHOLE[: WHOLE.rindex(b"S21.G00.40.011")]


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


async def entries_of(open_work: UnitsOfWork, persons: KnownPersons) -> list[Entry]:
    async with open_work(persons.claire) as work:
        return list((await work.entries.page((), 100, None)).entries)


async def test_a_cut_file_ends_as_failed_keeps_what_is_whole_and_says_what_to_do(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, CUT, "mois.dsn")
    assert (done.state, done.counts, done.given_up) == (BatchState.FAILED, Counts(accepted=1, rejected=1), 1)
    assert [entry.content.title for entry in await entries_of(open_work, persons)] == ["Ingénieure"]
    report = await read_report(open_feed_work, sender=DSN_SENDER, batch_id=done.id)
    (told,) = [line async for line in report.lines() if line.outcome is Outcome.REJECTED]
    assert (told.field, told.rule, told.key) == ("S90.G00.90.001", "missing", "B")
    assert "S90.G00.90" in told.message
    assert told.fix.startswith("Renvoyez le fichier entier")


async def test_the_whole_file_after_the_cut_one_adds_what_was_missing_and_doubles_nothing(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, CUT, "mois.dsn")
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, WHOLE, "mois.dsn")
    assert (done.state, done.counts) == (BatchState.FINISHED, Counts(accepted=1, duplicates=1))
    entries = {entry.content.title: entry for entry in await entries_of(open_work, persons)}
    assert sorted(entries) == ["Architecte", "Ingénieure"]
    assert entries["Architecte"].content.end is not None


async def test_a_cut_file_after_the_whole_one_changes_nothing(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, DSN_SENDER, Feed.DSN, WHOLE, "mois.dsn")
    before = await entries_of(open_work, persons)
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, CUT, "mois.dsn")
    assert (done.state, done.counts) == (BatchState.FAILED, Counts(duplicates=1, rejected=1))
    assert await entries_of(open_work, persons) == before
