"""Reports that have served their time go, on PostgreSQL; what passports say, and whence, stays as it is."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send, send_and_process, tools_of
from ledger_support import NAME, ORIGIN, audit_ledger, feeds_of, sequence
from passeport_chassis.ids import new_id
from passeport_chassis.settings import SettingsError
from passeport_dossier.domain.persons import Expiry
from passeport_dossier.usecases.expire_person import ExpirePerson
from passeport_records.commands.reports import COMMANDS
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed
from passeport_records.domain.operator import Operator
from passeport_records.domain.report import LineReport
from passeport_records.errors import ReportExpired
from passeport_records.settings import Settings
from passeport_records.storage import report_expiry as expiry_module
from passeport_records.storage import tables
from passeport_records.storage.batches import SqlBatches
from passeport_records.storage.person_work import PersonUnitsOfWork
from passeport_records.storage.report_expiry import Expired, count_expired_reports, expire_reports
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.list_batch_items import list_batch_items
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.retry_waiting import retry_now, retry_waiting
from passeport_records.usecases.roll_back_batch import order_rollback
from passeport_testing.postgres import Database
from rollback_support import WHY, YEAR, everything, grown_old, lines_of, passport, undone
from samples import certification, contract, flux, lot, message, passage, person, simple_flux
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


async def test_what_became_of_the_lines_goes_and_what_passports_say_stays(
    engine: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(feeds_of(engine), persons)
    sent = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    young = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("2", "3"), "b.xml")
    await sequence(engine)
    await grown_old(owner_engine, sent)
    await grown_old(owner_engine, young, by=timedelta(days=365))
    before = await passport(open_work, persons)
    assert await count_expired_reports(owner_engine, YEAR) == Expired(1, 2)
    assert len(await lines_of(tools, sent)) == 2, "nothing is done by counting"
    assert await expire_reports(owner_engine, YEAR) == Expired(1, 2)
    assert await count_expired_reports(owner_engine, YEAR) == Expired()
    assert {row.batch_id for row in await everything(engine, tables.batch_item)} == {young.id}
    assert len(await lines_of(tools, young)) == 2

    shown = await get_batch(tools.open_work, sender=CERTIFIER, batch_id=sent.id)
    assert (shown.state, shown.counts) == (BatchState.FINISHED, Counts(accepted=2))
    assert shown.report_expired_at is not None
    asked: list[Awaitable[object]] = [
        read_report(tools.open_work, sender=CERTIFIER, batch_id=sent.id),
        list_batch_items(tools.open_work, sender=CERTIFIER, batch_id=sent.id, limit=5),
        order_rollback(tools, sender=CERTIFIER, batch_id=sent.id, reason=WHY),
    ]
    for one in asked:
        with pytest.raises(ReportExpired) as told:
            await one
        assert told.value.metadata["id"] == str(sent.id)

    assert await passport(open_work, persons) == before
    async with open_work(persons.claire) as work:
        told_of = {each.steps[0].sender_key: each for each in await work.provenances.get_all(before)}
    first = told_of["1"]
    assert (first.sender, first.source.value) == (CERTIFIER.organisation, "certifications")
    step = first.steps[0]
    assert (step.batch_id, step.file_name, step.received_at) == (sent.id, "a.xml", sent.created_at)
    assert step.line > 1
    assert (await audit_ledger(engine, ORIGIN, NAME.keys)).faults == []

    # The same file again is the same batch, and under another name nothing is doubled.
    assert await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml") == shown
    other = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "c.xml")
    assert other.counts == Counts(duplicates=2)
    assert await passport(open_work, persons) == before


async def test_a_batch_with_lines_that_wait_or_that_is_being_undone_stays(
    owner_engine: AsyncEngine, tools: FeedTools, persons: KnownPersons
) -> None:
    known, persons.by_name = persons.by_name, {}
    waits = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "waits.xml")
    persons.by_name = known
    going = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("2"), "undone.xml")
    await order_rollback(tools, sender=CERTIFIER, batch_id=going.id, reason=WHY)
    await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("3"), "not begun.xml")
    await grown_old(owner_engine, waits, going)
    assert await expire_reports(owner_engine, YEAR) == Expired()
    assert await count_expired_reports(owner_engine, YEAR) == Expired(waiting=1)
    await retry_now(tools, Operator("retry-unresolved", "a.martin", "Import"))
    assert await retry_waiting(tools)
    assert await expire_reports(owner_engine, YEAR) == Expired(1, 1)
    left = {row.batch_id for row in await everything(owner_engine, tables.item_outcome)}
    assert left == set(), "what became of the line since is gone too"


async def test_cut_off_it_goes_on_and_a_part_is_never_told_as_the_whole(
    owner_engine: AsyncEngine, tools: FeedTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry_module, "_CHUNK", 2)
    monkeypatch.setattr("passeport_records.usecases.read_report._PAGE", 3)
    first, second = [
        await send_and_process(
            tools, CERTIFIER, Feed.CERTIFICATIONS, flux(certification(*(passage(f"{name}{n}") for n in range(5)))), name
        )
        for name in ("a", "b")
    ]
    report = await read_report(tools.open_work, sender=CERTIFIER, batch_id=second.id)
    lines = report.lines()
    await anext(lines)
    await grown_old(owner_engine, first, second)

    class Gone(BaseException):
        """What nobody catches."""

    def die(gone: Expired) -> None:
        assert gone == Expired(1, 5)
        raise Gone

    with pytest.raises(Gone):
        await expire_reports(owner_engine, YEAR, die)
    assert len(await everything(owner_engine, tables.batch_item)) == 5
    with pytest.raises(ReportExpired):
        [line async for line in lines]
    # Killed in the middle of a batch, too.
    async with owner_engine.begin() as connection:
        await connection.execute(sa.delete(tables.batch_item).where(tables.batch_item.c.ordinal < 2))
    assert await count_expired_reports(owner_engine, YEAR) == Expired(1, 5)
    assert await expire_reports(owner_engine, YEAR) == Expired(1, 3)
    assert await everything(owner_engine, tables.batch_item) == []


async def test_a_page_that_is_read_while_its_report_goes_is_not_told_as_the_whole(
    owner_engine: AsyncEngine, tools: FeedTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    await grown_old(owner_engine, sent)
    read = SqlBatches.reports

    async def reports(batches: SqlBatches, *of: Any, **which: Any) -> Sequence[LineReport]:
        assert await expire_reports(owner_engine, YEAR) == Expired(1, 1)
        return await read(batches, *of, **which)

    monkeypatch.setattr(SqlBatches, "reports", reports)
    with pytest.raises(ReportExpired):
        await list_batch_items(tools.open_work, sender=CERTIFIER, batch_id=sent.id, limit=5)


async def test_what_was_given_again_is_kept_for_as_long_as_an_entry_may_stand_on_it(
    engine: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    async def given(name: str) -> None:
        batches[name] = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), name)

    async def confirming() -> list[str]:
        rows = await everything(engine, tables.confirmation)
        return sorted(name for name, batch in batches.items() if batch.id in {row.batch_id for row in rows})

    batches: dict[str, Batch] = {}
    for name in "abcd":
        await given(name)
    await undone(tools, batches["c"])
    assert await confirming() == ["b", "c", "d"]
    await grown_old(owner_engine, batches["b"], batches["c"])
    # Its first batch may still be undone, and then it stands on what the others said.
    assert (await expire_reports(owner_engine, YEAR)).confirmations == 1
    assert await confirming() == ["b", "d"]
    await undone(tools, batches["a"])
    await undone(tools, batches["d"])
    assert len(await passport(open_work, persons)) == 1
    await grown_old(owner_engine, batches["a"], batches["d"])
    await expire_reports(owner_engine, YEAR)
    assert await confirming() == ["b"]
    # What a batch gave that stays for ever needs no other.
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("2"), "e")
    batches["f"] = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("2"), "f")
    async with owner_engine.begin() as connection:
        await connection.execute(sa.update(tables.batch).values(finished_at=sa.func.now() - 2 * YEAR))
    assert (await expire_reports(owner_engine, YEAR)).confirmations == 1
    assert await confirming() == ["b"]


async def test_what_months_told_of_a_contract_is_laid_together(
    engine: AsyncEngine, owner_engine: AsyncEngine, open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    async def month(number: int, title: str = "Ingénieure", *, known: bool = True) -> Batch:
        said = message(
            person() if known else person(nir="2810444109055"), contract(r006=title), month=f"01{number:02}2026"
        )
        return await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(said), f"{number}.{title}.{known}")

    async def told() -> int:
        return len(await everything(engine, tables.confirmation))

    months = [await month(number) for number in (3, 4, 5)]
    waits = await month(6, known=False)
    months += [await month(number) for number in (7, 8)]
    assert await told() == 4
    await grown_old(owner_engine, *months, waits)
    # A line of June may still tell of anybody, as the one that it was: nothing from then on is laid together.
    assert (await expire_reports(owner_engine, YEAR)).confirmations == 2
    assert await told() == 2
    before = await passport(open_work, persons)
    wrong = [await month(9, "Erreur"), await month(10, "Erreur")]
    await retry_now(tools, Operator("retry-unresolved", "a.martin", "Import"))
    persons.by_nir["2810444109055"] = persons.claire
    assert await retry_waiting(tools)
    # From here on it is only what was laid together that says what the contract was before.
    await expire_reports(owner_engine, YEAR)
    assert await told() == 1
    for batch in wrong:
        await undone(tools, batch)
    after = await passport(open_work, persons)
    assert [(entry.id, entry.content, entry.known_until) for entry in after] == [
        (entry.id, entry.content, entry.known_until) for entry in before
    ]
    [ground] = await everything(owner_engine, tables.ground)
    assert (ground.person_id, len(ground.contracts)) == (persons.claire, 1)
    expiry = Expiry(persons.claire, datetime.now(UTC))
    await ExpirePerson(PersonUnitsOfWork(engine, "records-persons"))(new_id(), expiry)
    assert await everything(owner_engine, tables.ground) == []


async def test_what_a_month_undone_late_stood_before_is_laid_together_all_the_same(
    owner_engine: AsyncEngine, open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    async def month(number: int, title: str = "Ingénieure") -> Batch:
        said = message(person(), contract(r006=title), month=f"01{number:02}2026")
        return await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(said), f"{number}.{title}")

    first, wrong, third, fourth = await month(3), await month(4, "Erreur"), await month(5), await month(6)
    # While it may still be undone, what came after it stays; and this run does not look at these two again.
    await grown_old(owner_engine, first, third, fourth)
    assert (await expire_reports(owner_engine, YEAR)).reports == 3
    assert {row.batch_id for row in await everything(owner_engine, tables.confirmation)} == {fourth.id}
    await undone(tools, wrong)
    before = await passport(open_work, persons)
    await grown_old(owner_engine, wrong)
    assert await expire_reports(owner_engine, YEAR) == Expired(1, 1, 1)
    assert await everything(owner_engine, tables.confirmation) == []
    # Undone but not expired, one stands in nobody's way.
    wrong, eighth, ninth = await month(7, "Erreur"), await month(8), await month(9)
    await undone(tools, wrong)
    await grown_old(owner_engine, eighth, ninth)
    assert (await expire_reports(owner_engine, YEAR)).confirmations == 1
    assert await everything(owner_engine, tables.confirmation) == []
    assert [entry.content for entry in await passport(open_work, persons)] == [entry.content for entry in before]


async def test_the_command_counts_first_and_is_the_owners(
    database: Database, owner_engine: AsyncEngine, tools: FeedTools, capsys: pytest.CaptureFixture[str]
) -> None:
    async def run(owner: str | None, *, dry: bool = False) -> str:
        url = None if owner is None else SecretStr(owner)
        settings = Settings.model_construct(migration_database_url=url, report_days=400)
        await COMMANDS["expire-reports"].run(settings, argparse.Namespace(dry_run=dry))
        return capsys.readouterr().out

    sent = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"))
    await grown_old(owner_engine, sent, by=timedelta(days=399))
    none = "0 reports of 0 lines would be deleted, older than 400 days; 0 stay, since lines of them wait\n"
    assert await run(database.owner_url, dry=True) == none
    await grown_old(owner_engine, sent, by=timedelta(days=1))
    assert (await run(database.owner_url, dry=True)).startswith("1 reports of 2 lines would be deleted")
    with pytest.raises(SettingsError, match="PASSEPORT_MIGRATION_DATABASE_URL"):
        await run(None)
    with pytest.raises(DBAPIError, match="permission denied for table"):
        await run(database.app_url)
    assert len(await everything(owner_engine, tables.batch_item)) == 2
    told = "1 reports of 2 lines deleted, and 0 confirmations, older than 400 days; 0 stay, since lines of them wait\n"
    assert await run(database.owner_url) == told
    with pytest.raises(ReportExpired):
        await lines_of(tools, sent)
