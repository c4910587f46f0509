"""A batch is undone as one: what it registered is withdrawn, what it changed is as before; on PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, send, send_and_process, tools_of
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed
from passeport_records.domain.entry import EntryState
from passeport_records.domain.operator import Operator
from passeport_records.domain.provenance import Change
from passeport_records.domain.report import Outcome
from passeport_records.errors import BatchNotFinished, BatchNotFound, FieldInvalid
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases import roll_back_batch as rollback_module
from passeport_records.usecases.batch_ports import BatchLost
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.retry_waiting import retry_waiting
from passeport_records.usecases.roll_back_batch import (
    order_rollback,
    order_rollback_by_operator,
    roll_back,
    rollback_worker,
)
from rollback_support import WHY, everything, lines_of, passport, take, undone
from samples import certification, contract, ended, flux, lot, message, passage, person, renamed, simple_flux
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def tools(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> FeedTools:
    return tools_of(open_feed_work, persons)


async def test_what_a_batch_registered_is_withdrawn_and_may_be_sent_again(
    engine: AsyncEngine, open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    after = await undone(tools, done)
    assert (after.state, after.counts) == (BatchState.ROLLED_BACK, Counts(accepted=2))
    assert after.rollback is not None
    assert (after.rollback.undone, after.rollback.kept, after.rollback.reason) == (2, 0, WHY)
    assert await passport(open_work, persons) == []
    assert [line.outcome for line in await lines_of(tools, done)] == [Outcome.ROLLED_BACK] * 2
    subjects = [row.subject.rsplit(".", 1)[1] for row in await everything(engine, tables.outbox)]
    assert sorted(subjects) == ["finished", *["registered"] * 2, *["withdrawn"] * 2]
    accesses = [row for row in await everything(engine, tables.access) if row.action == "records.entry.undone"]
    assert [(row.actor, row.organisation, WHY in row.purpose) for row in accesses] == [
        ("partner", CERTIFIER.organisation.name, True)
    ] * 2
    steps = [row for row in await everything(engine, tables.provenance_step) if row.revision == 2]
    assert [(row.change, row.cause) for row in steps] == [("withdrawn", f"Envoi annulé par son émetteur : {WHY}")] * 2
    # Ordered again it does nothing more.
    again = await order_rollback(tools, sender=CERTIFIER, batch_id=done.id, reason="encore")
    assert again == after
    anew = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    assert anew.id != done.id
    assert anew.counts == Counts(accepted=2)
    assert [(entry.state, entry.revision) for entry in await passport(open_work, persons)] == [
        (EntryState.ACTIVE, 3)
    ] * 2


async def test_what_a_batch_changed_is_as_it_was_before(
    open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    september = lot(message(person(), contract(), month="01092026"))
    october = lot(
        message(person(), contract(r006="Cheffe de projet"), ended("15102026"), nature="07", month="", made="16102026")
    )
    await send_and_process(tools, DSN_SENDER, Feed.DSN, september, "9.dsn")
    (before,) = await passport(open_work, persons)
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, october, "10.dsn")
    (changed,) = await passport(open_work, persons)
    assert changed.content != before.content
    await undone(tools, done)
    (after,) = await passport(open_work, persons)
    assert (after.content, after.state, after.revision) == (before.content, before.state, 3)
    async with open_work(persons.claire) as work:
        story = await work.provenances.get(after)
    assert [step.change for step in story.steps] == [Change.REGISTERED, Change.CORRECTED, Change.CORRECTED]
    assert [step.fields for step in story.steps] == [(), ("title", "end_date"), ("title", "end_date")]
    # The undoing has the receipt of what it undoes, and a moment of its own.
    moments = [(step.received_at, step.made_at) for step in story.steps]
    assert moments[1:] == [(done.created_at, changed.updated_at), (done.created_at, after.updated_at)]
    assert changed.updated_at < after.updated_at
    # What it stands on is as before too: the same message, sent again, is news again.
    anew = await send_and_process(tools, DSN_SENDER, Feed.DSN, october, "10.dsn")
    assert anew.counts == Counts(accepted=1)
    assert [entry.content for entry in await passport(open_work, persons)] == [changed.content]


@pytest.mark.parametrize(
    ("said", "corrections"), [({"r010": "31122027"}, 0), ({"r006": "Cheffe"}, 2)], ids=["unprinted", "printed"]
)
async def test_it_is_announced_where_what_a_publication_prints_is_as_before(
    engine: AsyncEngine, tools: FeedTools, persons: KnownPersons, said: dict[str, str], corrections: int
) -> None:
    await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract(), month="01092026")), "9.dsn")
    changing = lot(message(person(), contract(**said), month="01102026"))
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, changing, "10.dsn")
    await undone(tools, done)
    changes = [row.change for row in await everything(engine, tables.provenance_step)]
    assert sorted(changes) == ["corrected", "corrected", "registered"]
    subjects = [row.subject.rsplit(".", 1)[1] for row in await everything(engine, tables.outbox)]
    assert subjects.count("corrected") == corrections


async def test_what_a_batch_took_back_is_there_again(
    engine: AsyncEngine, open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    back = simple_flux("1", action="SUPPRESSION")
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, back, "b.xml")
    assert await passport(open_work, persons) == []
    await undone(tools, done)
    assert [entry.revision for entry in await passport(open_work, persons)] == [3]
    subjects = [row.subject.rsplit(".", 1)[1] for row in await everything(engine, tables.outbox)]
    assert subjects.count("registered") == 2


async def test_contracts_that_a_batch_united_are_two_again(
    open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    for name, number, month in (("a", "00101", "01082026"), ("b", "00102", "01092026")):
        content = lot(message(person(), contract(r009=number), month=month))
        await send_and_process(tools, DSN_SENDER, Feed.DSN, content, name)
    before = {entry.id: entry.content for entry in await passport(open_work, persons)}
    assert len(before) == 2
    told = lot(message(person(), contract(r009="00102"), renamed(r014="00101"), month="01102026"))
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, told, "c")
    assert len(await passport(open_work, persons)) == 1
    await undone(tools, done)
    assert {entry.id: entry.content for entry in await passport(open_work, persons)} == before
    # Each goes on under its own name.
    later = lot(message(person(), contract(r009="00101", r006="Directrice"), month="01112026"))
    await send_and_process(tools, DSN_SENDER, Feed.DSN, later, "d")
    assert sorted(entry.content.title for entry in await passport(open_work, persons)) == ["Directrice", "Ingénieure"]


async def test_what_another_batch_touched_since_is_kept_and_told(
    open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    two = [message(person(), contract(r009=number), month="01092026") for number in ("00101", "00102")]
    done = await send_and_process(tools, DSN_SENDER, Feed.DSN, lot(*two), "9.dsn")
    # The same content, known up to a later day: nothing is seen of it, and still it stands on that message too.
    confirmed = lot(message(person(), contract(r009="00102"), month="01102026"))
    assert (await send_and_process(tools, DSN_SENDER, Feed.DSN, confirmed, "10.dsn")).counts == Counts(duplicates=1)
    after = await undone(tools, done)
    assert after.rollback is not None
    assert (after.rollback.undone, after.rollback.kept) == (1, 1)
    assert len(await passport(open_work, persons)) == 1
    lines = {line.key: line for line in await lines_of(tools, done)}
    assert lines["00101"].outcome is Outcome.ROLLED_BACK
    assert (lines["00102"].outcome, lines["00102"].rule) == (Outcome.ACCEPTED, "kept")
    assert "un autre envoi" in lines["00102"].message


async def test_of_a_contract_that_came_with_an_undone_batch_an_older_message_counts_again(
    open_work: UnitsOfWork, tools: FeedTools, persons: KnownPersons
) -> None:
    october = lot(message(person(), contract(r006="Erreur"), month="01102026"))
    await undone(tools, await send_and_process(tools, DSN_SENDER, Feed.DSN, october, "10.dsn"))
    september = lot(message(person(), contract(), month="01092026"))
    await send_and_process(tools, DSN_SENDER, Feed.DSN, september, "9.dsn")
    assert [entry.content.title for entry in await passport(open_work, persons)] == ["Ingénieure"]


async def test_lines_that_wait_wait_no_more(engine: AsyncEngine, tools: FeedTools, persons: KnownPersons) -> None:
    known, persons.by_name = persons.by_name, {}
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    await undone(tools, done)
    persons.by_name = known
    assert not await retry_waiting(tools)
    assert await everything(engine, tables.waiting_item) == []
    assert [line.outcome for line in await lines_of(tools, done)] == [Outcome.UNRESOLVED]


async def test_a_crash_between_two_transactions_is_gone_on_from(
    engine: AsyncEngine,
    open_work: UnitsOfWork,
    tools: FeedTools,
    persons: KnownPersons,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Gone(BaseException):
        """What nobody catches."""

    def die(_batch: Batch) -> None:
        raise Gone

    monkeypatch.setattr(rollback_module, "_AT_ONCE", 2)
    monkeypatch.setattr(rollback_module, "_LEASE", timedelta(seconds=-1))
    content = flux(certification(*(passage(str(number)) for number in range(7))))
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, content)
    await order_rollback(tools, sender=CERTIFIER, batch_id=done.id, reason=WHY)
    for _ in range(2):
        with pytest.raises(Gone):
            await roll_back(tools, await take(tools), asyncio.Event(), die)
    stop = asyncio.Event()
    running = asyncio.create_task(rollback_worker(tools).run(stop))
    async with asyncio.timeout(20):
        while (await get_batch(tools.open_work, sender=CERTIFIER, batch_id=done.id)).state is BatchState.ROLLING_BACK:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stop.set()
    await running
    after = await get_batch(tools.open_work, sender=CERTIFIER, batch_id=done.id)
    assert after.rollback is not None
    assert (after.state, after.rollback.undone) == (BatchState.ROLLED_BACK, 7)
    assert await passport(open_work, persons) == []
    assert len(await everything(engine, tables.provenance_step)) == 14


async def test_two_workers_on_one_rollback_are_harmless(engine: AsyncEngine, tools: FeedTools) -> None:
    content = simple_flux(*(str(number) for number in range(40)))
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, content)
    await order_rollback(tools, sender=CERTIFIER, batch_id=done.id, reason=WHY)
    batch = await take(tools)
    ends = await asyncio.gather(*(roll_back(tools, batch, asyncio.Event()) for _ in range(2)), return_exceptions=True)
    assert sum(isinstance(end, BatchLost) for end in ends) == 1
    assert len(await everything(engine, tables.provenance_step)) == 80


async def test_an_operator_is_kept_and_his_reason_read(engine: AsyncEngine, tools: FeedTools) -> None:
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    operator = Operator("rollback-batch", "a.martin", "Demande du certificateur")
    await order_rollback_by_operator(tools, operator, done.id)
    await roll_back(tools, await take(tools), asyncio.Event())
    (access,) = [row for row in await everything(engine, tables.access) if row.action == "records.entry.undone"]
    assert (access.actor, access.actor_id) == ("system", "rollback-batch:a.martin")
    assert "Demande du certificateur" in access.purpose
    (act,) = await everything(engine, tables.operator_act)
    assert (act.command, act.operator, act.about) == ("rollback-batch", "a.martin", str(done.id))
    step = max(await everything(engine, tables.provenance_step), key=lambda row: row.revision)
    assert step.cause == "Envoi annulé par le service : Demande du certificateur"


async def test_what_is_not_over_or_not_ones_own_is_not_undone(tools: FeedTools) -> None:
    sent = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    with pytest.raises(BatchNotFinished):
        await order_rollback(tools, sender=CERTIFIER, batch_id=sent.id, reason=WHY)
    with pytest.raises(BatchNotFound):
        await order_rollback(tools, sender=DSN_SENDER, batch_id=sent.id, reason=WHY)
    for reason in ("", " ", "a\nb", "x" * 201):
        with pytest.raises(FieldInvalid):
            await order_rollback(tools, sender=CERTIFIER, batch_id=sent.id, reason=reason)
