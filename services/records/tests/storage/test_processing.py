"""Files from their receipt to the last entry, on PostgreSQL: idempotent, resumable, one transaction for a chunk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, chunks_of, process, send, send_and_process, tools_of
from official import samples
from passeport_chassis.ids import new_id
from passeport_chassis.partial_date import PartialDate
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed
from passeport_records.domain.entry import EntryState
from passeport_records.domain.provenance import Change
from passeport_records.domain.report import Outcome
from passeport_records.errors import FieldInvalid, FileInvalid, SenderMismatch
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork, UnitsOfWork
from passeport_records.usecases import process_batch as process_module
from passeport_records.usecases.batch_ports import BatchLost
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.process_batch import LEASE, process_batch
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.submit_batch import submit_batch
from passeport_records.usecases.work_on_batches import batch_worker
from samples import (
    DOSSIER,
    NATIONAL,
    certification,
    contract,
    ended,
    flux,
    lot,
    message,
    passage,
    person,
    renamed,
    simple_flux,
)
from support import CERTIFIER, DSN_SENDER


@pytest.fixture
def persons() -> KnownPersons:
    return KnownPersons()


@pytest.fixture
def content(path: Path) -> bytes:
    """What is in the file of a case."""
    return path.read_bytes()


async def count(engine: AsyncEngine, table: sa.Table) -> int:
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


async def entries_of(open_work: UnitsOfWork, persons: KnownPersons) -> list[tuple[str, EntryState, int]]:
    async with open_work(persons.claire) as work:
        page = await work.entries.page((), 100, None)
    return [(entry.content.title, entry.state, entry.revision) for entry in page.entries]


async def test_a_file_becomes_entries_events_accesses_and_a_report(
    engine: AsyncEngine, open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    content = flux(certification(passage("1"), passage("2", holder=DOSSIER), passage("3", holder=NATIONAL)))
    done = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, content, "certifs.xml")
    assert (done.state, done.counts, done.position) == (BatchState.FINISHED, Counts(accepted=2, unresolved=1), 3)
    assert (done.head.format_version, done.size, done.treatment_number > 0) == ("1.1.5", len(content), True)
    assert await entries_of(open_work, persons) == [("TOSA Excel (RS7256)", EntryState.ACTIVE, 1)] * 2
    # And one event of the batch itself.
    assert await count(engine, tables.outbox) - 1 == await count(engine, tables.access) == 2
    assert await count(engine, tables.batch_file) == 0
    report = await read_report(open_feed_work, sender=CERTIFIER, batch_id=done.id)
    lines = [line async for line in report.lines()]
    assert [(line.key, line.outcome) for line in lines] == [
        ("1", Outcome.ACCEPTED),
        ("2", Outcome.UNRESOLVED),
        ("3", Outcome.ACCEPTED),
    ]
    async with open_work(persons.claire) as work:
        (first, _) = (await work.entries.page((), 2, None)).entries
        story = await work.provenances.get(first)
    assert story.sender == CERTIFIER.organisation
    assert [(step.change, step.file_name, step.line > 0) for step in story.steps] == [
        (Change.REGISTERED, "certifs.xml", True)
    ]


async def test_the_same_file_again_is_the_same_batch_and_under_another_name_changes_nothing(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    first = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    again = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "a.xml")
    assert (again.id, again.state) == (first.id, BatchState.FINISHED)
    assert await process(tools) is None
    other = await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"), "b.xml")
    assert other.counts == Counts(duplicates=2)
    assert await count(engine, tables.entry) == await count(engine, tables.outbox) - 2 == 2
    report = await read_report(open_feed_work, sender=CERTIFIER, batch_id=other.id)
    messages = [line.message async for line in report.lines(Outcome.DUPLICATE)]
    assert messages[0].endswith("existe déjà en base")


async def test_a_suppression_withdraws_and_a_creation_reinstates(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", action="SUPPRESSION"), "b.xml")
    assert await entries_of(open_work, persons) == []
    await send_and_process(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", action="CREATION"), "c.xml")
    assert [revision for _, _, revision in await entries_of(open_work, persons)] == [3]


async def test_an_employment_lives_through_its_months(
    open_work: UnitsOfWork, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    months = [
        lot(message(person(), contract(), month="01092026")),
        lot(message(person(), contract(r006="Cheffe de projet"), month="01102026")),
        lot(
            message(person(), contract(r009="00777", r006="Cheffe de projet"), renamed(r014="00102"), month="01112026")
        ),
        lot(
            message(
                person(),
                contract(r009="00777", r006="Cheffe de projet"),
                ended("15122026"),
                nature="07",
                month="",
                made="16122026",
            )
        ),
    ]
    counts = [
        (await send_and_process(tools, DSN_SENDER, Feed.DSN, month, f"{number}.dsn")).counts
        for number, month in enumerate(months)
    ]
    assert counts == [Counts(accepted=1), Counts(accepted=1), Counts(duplicates=1), Counts(accepted=1)]
    async with open_work(persons.claire) as work:
        (entry,) = (await work.entries.page((), 10, None)).entries
    assert (entry.content.title, entry.content.end, entry.revision) == (
        "Cheffe de projet",
        PartialDate(2026, 12, 15),
        3,
    )
    # The months again, in another order, change nothing.
    for number, month in enumerate(reversed(months)):
        done = await send_and_process(tools, DSN_SENDER, Feed.DSN, month, f"again-{number}.dsn")
        assert done.counts == Counts(duplicates=1)


async def test_a_person_who_changed_is_found_as_he_was(open_feed_work: FeedUnitsOfWork, persons: KnownPersons) -> None:
    former = [("S21.G00.31.001", "01102026"), ("S21.G00.31.008", "2810444109021")]
    content = lot(message(person(nir="1810444109021"), former, contract()))
    done = await send_and_process(tools_of(open_feed_work, persons), DSN_SENDER, Feed.DSN, content)
    assert done.counts == Counts(accepted=1, remarks=1)
    assert persons.questions == 2
    assert persons.declared == [("2810444109021", "1810444109021", "FONTANEL")]
    report = await read_report(open_feed_work, sender=DSN_SENDER, batch_id=done.id)
    (remark,) = [line async for line in report.lines(Outcome.REMARK)]
    assert (remark.field, remark.rule, remark.key) == ("S21.G00.31.008", "declared_number", "00102")
    assert content.splitlines()[remark.line - 1].startswith(b"S21.G00.31.008")
    assert "ne prouve rien" in remark.message
    assert "2810444109021" not in repr(remark)


@pytest.mark.parametrize("chunk", [1, 2, 3])
async def test_a_crash_between_two_chunks_is_gone_on_from(
    engine: AsyncEngine,
    open_feed_work: FeedUnitsOfWork,
    persons: KnownPersons,
    monkeypatch: pytest.MonkeyPatch,
    chunk: int,
) -> None:
    monkeypatch.setattr(process_module, "_CHUNK", chunk)
    monkeypatch.setattr(process_module, "LEASE", timedelta(seconds=-1))
    keys = [str(number) for number in range(7)]
    sent = await send(tools_of(open_feed_work, persons), CERTIFIER, Feed.CERTIFICATIONS, simple_flux(*keys))

    class Gone(BaseException):
        """What nobody catches."""

    class Dying(KnownPersons):
        """Answers once, then the process is gone."""

        async def resolve(self, batch: Batch, holders: object) -> list[object]:  # type: ignore[override]
            if self.questions:
                raise Gone
            return list(await super().resolve(batch, holders))  # type: ignore[arg-type]

    for _ in range(2):
        async with open_feed_work() as work:
            batch = await work.batches.take(sent.created_at)
            await work.commit()
        assert batch is not None
        dying = Dying()
        dying.by_name = persons.by_name
        with pytest.raises(Gone):
            await process_batch(tools_of(open_feed_work, dying), batch, asyncio.Event())
    done = await process(tools_of(open_feed_work, persons))
    assert done is not None
    assert (done.state, done.counts) == (BatchState.FINISHED, Counts(accepted=7))
    assert await count(engine, tables.entry) == await count(engine, tables.outbox) - 1 == 7
    assert await count(engine, tables.batch_item) == 7


async def test_two_workers_on_one_file_are_harmless(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "_CHUNK", 5)
    tools = tools_of(open_feed_work, persons)
    sent = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux(*(str(number) for number in range(40))))
    async with open_feed_work() as work:
        batch = await work.batches.take(sent.created_at)
        await work.commit()
    assert batch is not None
    ends = await asyncio.gather(
        *(process_batch(tools, batch, asyncio.Event()) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(end, BatchLost) for end in ends) == 1
    assert await count(engine, tables.entry) == await count(engine, tables.batch_item) == 40


async def test_two_files_with_the_same_passages_at_once_register_them_once(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    keys = [str(number) for number in range(300)]
    for name, order in (("a.xml", keys), ("b.xml", keys[::-1])):
        await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux(*order), name)
    done = await asyncio.gather(process(tools), process(tools))
    counts = sum((batch.counts for batch in done if batch is not None), Counts())
    assert counts == Counts(accepted=300, duplicates=300)
    assert await count(engine, tables.entry) == 300


async def test_nothing_is_kept_of_a_file_that_is_refused(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    big = simple_flux(*(str(number) for number in range(3000)))
    wrong = big.replace(b"PAR_SCORING", b"PAR_HASARD!", 2999).replace(b"PAR_HASARD!", b"PAR_SCORING", 2998)
    with pytest.raises(FileInvalid) as refused:
        await send(tools, CERTIFIER, Feed.CERTIFICATIONS, wrong)
    assert refused.value.line == wrong[: wrong.index(b"PAR_HASARD!")].count(b"\n") + 1
    with pytest.raises(SenderMismatch):
        await send(tools, replace(CERTIFIER, id_client="AUTRE001"), Feed.CERTIFICATIONS, big)
    with pytest.raises(FieldInvalid):
        await send(tools, CERTIFIER, Feed.CERTIFICATIONS, big, "a/b")
    assert await count(engine, tables.batch) == await count(engine, tables.batch_file) == 0


async def test_an_upload_that_breaks_off_leaves_nothing(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        async for chunk in chunks_of(simple_flux("1")):
            yield chunk
        raise ConnectionError

    tools = tools_of(open_feed_work, persons)
    with pytest.raises(ConnectionError):
        await submit_batch(
            tools, lambda: None, sender=CERTIFIER, feed=Feed.CERTIFICATIONS, file_name="a.xml", chunks=broken()
        )
    assert await count(engine, tables.batch) == 0


async def test_waiting_files_are_unreadable_in_the_database(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    content = simple_flux("1")
    await send(tools_of(open_feed_work, persons), CERTIFIER, Feed.CERTIFICATIONS, content)
    async with engine.connect() as connection:
        stored = (await connection.execute(sa.select(tables.batch_file.c.data))).scalars().all()
    assert stored
    assert b"Fontanel" not in b"".join(stored)


async def test_a_file_waits_for_identity_and_is_then_processed(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    persons.away = True
    sent = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"), "a.xml")
    worker, stop = batch_worker(tools).rounds(), asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    worker.wake()
    await asyncio.sleep(0.3)
    batch = await get_batch(open_feed_work, sender=CERTIFIER, batch_id=sent.id)
    assert (batch.state, batch.position) == (BatchState.RUNNING, 0)
    persons.away = False
    async with asyncio.timeout(20):
        while batch.state is not BatchState.FINISHED:
            worker.wake()
            await asyncio.sleep(0.05)
            batch = await get_batch(open_feed_work, sender=CERTIFIER, batch_id=sent.id)
    stop.set()
    await running
    assert batch.counts == Counts(accepted=1)


async def test_a_worker_that_is_stopped_lets_go_of_its_file(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "_CHUNK", 2)
    tools = tools_of(open_feed_work, persons)
    await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2", "3"))
    async with open_feed_work() as work:
        batch = await work.batches.take(tools.clock() + LEASE)
        await work.commit()
    assert batch is not None
    stop = asyncio.Event()
    stop.set()
    left = await process_batch(tools, batch, stop)
    assert (left.state, left.position) == (BatchState.RUNNING, 2)
    done = await process(tools)
    assert done is not None
    assert done.counts == Counts(accepted=3)


@pytest.mark.parametrize(
    ("path", "name"),
    samples(("certifications.xml", "LESCURE"), ("feeds/certifications-officiel-v2.0.0.xml", "DUPONT")),
)
async def test_a_sample_of_every_element_is_reported_whole(
    open_feed_work: FeedUnitsOfWork, persons: KnownPersons, content: bytes, name: str
) -> None:
    done = await send_and_process(tools_of(open_feed_work, persons), CERTIFIER, Feed.CERTIFICATIONS, content)
    assert done.counts == Counts(unresolved=3)
    persons.by_name[name] = new_id()
    again = await send_and_process(
        tools_of(open_feed_work, persons), CERTIFIER, Feed.CERTIFICATIONS, content, "again.xml"
    )
    assert again.counts == Counts(accepted=2, unresolved=1)


@pytest.mark.parametrize("path", samples(("lot.dsn",), ("feeds/dsn-redistribution-P25V01.dsn",)))
async def test_a_lot_of_events_is_reported_person_by_person(
    open_feed_work: FeedUnitsOfWork, persons: KnownPersons, content: bytes
) -> None:
    done = await send_and_process(tools_of(open_feed_work, persons), DSN_SENDER, Feed.DSN, content)
    assert done.counts == Counts(rejected=3, remarks=1)
    report = await read_report(open_feed_work, sender=DSN_SENDER, batch_id=done.id)
    told = [(line.line, line.outcome.value, line.field) async for line in report.lines()]
    assert told == [
        (124, "remark", "S21.G00.40.006"),
        (109, "rejected", "S21.G00.30.001"),
        (271, "rejected", "S21.G00.30.001"),
        (381, "rejected", "S21.G00.30.001"),
    ]


async def test_a_day_of_knowledge_is_kept(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork, persons: KnownPersons
) -> None:
    tools = tools_of(open_feed_work, persons)
    for number, month in enumerate(("01092026", "01102026")):
        await send_and_process(
            tools, DSN_SENDER, Feed.DSN, lot(message(person(), contract(), month=month)), str(number)
        )
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        assert await connection.scalar(sa.select(tables.entry.c.known_up_to)) == date(2026, 10, 31)
