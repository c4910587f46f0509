"""Lines that find nobody wait, sealed, and enter the passport of their person once he is known; on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send_and_process, tools_of
from passeport_chassis.db.housekeeping import delete_expired
from passeport_records.domain.batch import Batch, Counts, Feed
from passeport_records.domain.holder import HolderIdentity
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.domain.resolution import Resolution
from passeport_records.domain.waiting import WAIT
from passeport_records.storage import tables
from passeport_records.storage.retention import RETENTIONS
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases import retry_waiting as retry_module
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.retry_waiting import retry_waiting
from samples import DOSSIER, NAME, NIR, certification, contract, flux, lot, message, passage, person, simple_flux
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
def persons() -> KnownPersons:
    """Identity, which knows nobody yet."""
    nobody = KnownPersons()
    nobody.by_nir, nobody.by_name = {}, {}
    return nobody


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


async def lines_of(open_feed_work: FeedUnitsOfWork, batch: Batch) -> list[LineReport]:
    report = await read_report(open_feed_work, sender=batch.sender, batch_id=batch.id)
    return [line async for line in report.lines()]


async def hasten(open_feed_work: FeedUnitsOfWork) -> int:
    async with open_feed_work() as work:
        waiting = await work.waiting.hasten()
        await work.commit()
    return waiting


async def counted(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def test_a_line_waits_and_enters_the_passport_once_its_person_is_there(
    engine: AsyncEngine,
    open_work: UnitsOfWork,
    open_feed_work: FeedUnitsOfWork,
    tools: FeedTools,
    persons: KnownPersons,
) -> None:
    # Of the second nobody ever tells whose training file it is.
    content = flux(certification(passage("1"), passage("2", holder=DOSSIER)))
    began_at = tools.clock()
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, content, "certifs.xml")
    assert done.counts == Counts(unresolved=2)
    waits, waits_too = await lines_of(open_feed_work, done)
    assert waits.waits_until is not None
    assert waits.waits_until >= began_at + WAIT
    assert waits_too.waits_until == waits.waits_until
    assert not await retry_waiting(tools), "it is not time yet"
    assert await hasten(open_feed_work) == 2
    assert await retry_waiting(tools), "tried in vain"
    assert not await retry_waiting(tools)
    persons.by_name = {NAME: persons.claire}
    await hasten(open_feed_work)
    assert await retry_waiting(tools)
    after = await get_batch(open_feed_work, sender=CERTIFIER, batch_id=done.id)
    assert after.counts == Counts(accepted=1, unresolved=1)
    settled, _ = await lines_of(open_feed_work, done)
    assert (settled.outcome, settled.rule, settled.message, settled.line) == (Outcome.ACCEPTED, "", "", waits.line)
    assert settled.settled_at is not None
    assert settled.waits_until is None
    async with open_work(persons.claire) as work:
        (entry,) = (await work.entries.page((), 10, None)).entries
        (step,) = (await work.provenances.get(entry)).steps
    assert (step.file_name, step.line, step.sender_key) == ("certifs.xml", waits.line, "1")
    assert (step.received_at, step.made_at) == (done.created_at, settled.settled_at)
    assert await counted(engine, tables.waiting_item) == 1
    assert await counted(engine, tables.outbox) - 1 == await counted(engine, tables.access) == 1
    again = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "again.xml")
    assert again.counts == Counts(duplicates=1)


async def test_what_waits_is_unreadable_in_the_database(engine: AsyncEngine, tools: FeedTools) -> None:
    await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract())))
    async with engine.connect() as connection:
        rows = (await connection.execute(sa.select(tables.waiting_item))).all()
    assert len(rows) == 1
    written = repr(rows).encode() + rows[0].data
    assert NIR.encode() not in written
    assert NAME.encode() not in written


async def test_months_that_waited_are_one_employment(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    for month, title in (("01092026", "Ingénieure"), ("01102026", "Cheffe de projet")):
        content = lot(message(person(), contract(r006=title), month=month))
        await send_and_process(tools, DSN_SENDER, Feed.DSN, content, f"{month}.dsn")
    persons.by_nir = {NIR: persons.claire}
    await hasten(open_feed_work)
    while await retry_waiting(tools):
        pass
    async with open_work(persons.claire) as work:
        (entry,) = (await work.entries.page((), 10, None)).entries
    assert (entry.content.title, entry.revision) == ("Cheffe de projet", 2)


async def test_an_award_that_is_taken_back_while_it_waits_never_enters_a_passport(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    first = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    back = simple_flux("1", action="SUPPRESSION")
    taken_back = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, back, "b.xml")
    assert taken_back.counts == Counts(accepted=1)
    (line,) = await lines_of(open_feed_work, taken_back)
    assert line.rule == "was_waiting"
    persons.by_name = {NAME: persons.claire}
    await hasten(open_feed_work)
    assert await retry_waiting(tools)
    one, two = await lines_of(open_feed_work, first)
    assert (one.outcome, one.rule, one.waits_until) == (Outcome.UNRESOLVED, "taken_back", None)
    assert two.outcome is Outcome.ACCEPTED
    assert await counted(engine, tables.entry) == 1


async def test_a_line_that_cannot_be_tried_does_not_hold_up_the_others(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    content = flux(certification(*(passage(str(number)) for number in range(4))))
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, content)
    async with engine.begin() as connection:
        broken = tables.waiting_item.c.ordinal == 2
        await connection.execute(sa.update(tables.waiting_item).where(broken).values(data=b"\x011garbage"))
    persons.by_name = {NAME: persons.claire}
    await hasten(open_feed_work)
    assert await retry_waiting(tools)
    after = await get_batch(open_feed_work, sender=CERTIFIER, batch_id=done.id)
    assert after.counts == Counts(accepted=3, unresolved=1)
    assert not await retry_waiting(tools), "it waits longer"


async def test_a_crash_while_lines_are_tried_loses_nothing_and_doubles_nothing(
    engine: AsyncEngine,
    open_feed_work: FeedUnitsOfWork,
    tools: FeedTools,
    persons: KnownPersons,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Gone(BaseException):
        """What nobody catches."""

    class Dying(KnownPersons):
        async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
            raise Gone

    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2", "3"))
    persons.by_name = {NAME: persons.claire}
    monkeypatch.setattr(retry_module, "_AT_ONCE", 2)
    monkeypatch.setattr(retry_module, "_LEASE", timedelta(seconds=-1))
    await hasten(open_feed_work)
    with pytest.raises(Gone):
        await retry_waiting(replace(tools, persons=Dying()))
    while await retry_waiting(tools):
        pass
    after = await get_batch(open_feed_work, sender=CERTIFIER, batch_id=done.id)
    assert after.counts == Counts(accepted=3)
    assert await counted(engine, tables.entry) == await counted(engine, tables.item_outcome) == 3
    assert (after.later, after.turn) == (2, 5)


async def test_lines_wait_for_identity_too(
    open_feed_work: FeedUnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    await hasten(open_feed_work)
    persons.away = True
    assert not await retry_waiting(tools)
    persons.away, persons.by_name = False, {NAME: persons.claire}
    assert not await retry_waiting(tools), "not at once: it is left to whoever has it for a moment"
    await hasten(open_feed_work)
    assert await retry_waiting(tools)


async def test_a_person_who_was_forgotten_meanwhile_stays_unknown(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    persons.by_name = {NAME: persons.claire}
    async with engine.begin() as connection:
        gone = {"person_id": persons.claire, "expired_at": tools.clock()}
        await connection.execute(sa.insert(tables.expired_person).values(gone))
    await hasten(open_feed_work)
    assert await retry_waiting(tools)
    assert await counted(engine, tables.entry) == 0
    assert await counted(engine, tables.waiting_item) == 1


async def test_what_found_nobody_in_time_is_deleted(engine: AsyncEngine, tools: FeedTools) -> None:
    (waiting,) = [each for each in RETENTIONS if each.table is tables.waiting_item]
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"))
    async with engine.begin() as connection:
        since = tools.clock() - WAIT - timedelta(minutes=1)
        first = tables.waiting_item.c.ordinal == 0
        await connection.execute(sa.update(tables.waiting_item).where(first).values(since=since))
    assert await delete_expired(engine, waiting, lambda _count: None) == 1
    assert await counted(engine, tables.waiting_item) == 1
