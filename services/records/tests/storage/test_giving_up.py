"""Files that cannot be processed: they let the others go first, keep what can be kept, and come to an end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from feed_support import KnownPersons, send, tools_of
from passeport_dossier.usecases import files as working
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed
from passeport_records.domain.holder import CivilIdentity, HolderIdentity
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.domain.resolution import Resolution
from passeport_records.errors import IdentityUnavailable
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.process_batch import LEASE, BatchProcess
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.work_on_batches import batch_worker
from samples import TITULAIRE, certification, flux, passage, simple_flux
from support import CERTIFIER

POISON = "Poison"


class Poisoned(KnownPersons):
    """An identity that one name breaks, for all who are asked about with it."""

    async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
        answers = await super().resolve(batch, holders)
        if any(isinstance(holder, CivilIdentity) and holder.birth_name == POISON for holder in holders):
            raise RuntimeError(POISON)
        return answers


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("_PAUSE", "_FIRST_PAUSE", "_LONGEST_PAUSE"):
        monkeypatch.setattr(working, name, timedelta(milliseconds=20))
    # Nobody reads these logs, and to draw one traceback with all that lies around it takes half a second.
    with capture_logs():
        yield


def file_with(*poisoned: int, count: int = 9) -> bytes:
    holder = TITULAIRE.replace("Fontanel", POISON)
    return flux(
        certification(*(passage(f"P-{n}", **({"holder": holder} if n in poisoned else {})) for n in range(count)))
    )


async def work_until_over(tools: FeedTools, *sent: Batch) -> list[Batch]:
    worker, stop = batch_worker(tools).rounds(), asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    try:
        # It takes a second, and however long a busy machine makes of it.
        async with asyncio.timeout(120):
            while True:
                worker.wake()
                async with tools.open_work() as work:
                    now = [await work.batches.get(CERTIFIER.client_id, one.id) for one in sent]
                if all(one.state.is_over for one in now):
                    return now
                await asyncio.sleep(0.02)
    finally:
        stop.set()
        await running


async def lines_of(open_feed_work: FeedUnitsOfWork, batch: Batch) -> list[LineReport]:
    report = await read_report(open_feed_work, sender=CERTIFIER, batch_id=batch.id)
    return [line async for line in report.lines()]


async def take(tools: FeedTools) -> Batch:
    async with tools.open_work() as work:
        batch = await work.batches.take(tools.clock() + LEASE)
        await work.commit()
    assert batch is not None
    return batch


async def test_what_cannot_be_processed_is_rejected_and_all_else_is_kept(
    engine: AsyncEngine, open_feed_work: FeedUnitsOfWork
) -> None:
    tools = replace(tools_of(open_feed_work, Poisoned()), attempts=3)
    poisoned = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, file_with(2, 7), "poisoned.xml")
    good = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("G-1"), "good.xml")
    failed, finished = await work_until_over(tools, poisoned, good)
    assert (failed.state, failed.counts, failed.given_up) == (BatchState.FAILED, Counts(accepted=7, rejected=2), 2)
    assert (finished.state, finished.counts) == (BatchState.FINISHED, Counts(accepted=1))
    assert failed.finished_at is not None
    assert finished.finished_at is not None
    assert finished.finished_at < failed.finished_at, "the file that fails stood before the other"
    rejected = [line for line in await lines_of(open_feed_work, failed) if line.outcome is Outcome.REJECTED]
    assert [(line.key, line.rule, line.line > 0) for line in rejected] == [
        ("P-2", "not_processed", True),
        ("P-7", "not_processed", True),
    ]
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.batch_file)) == 0
        errors = (await connection.execute(sa.select(tables.batch.c.last_error).order_by(tables.batch.c.id))).scalars()
        assert list(errors) == ["builtins.RuntimeError", ""]


async def test_a_file_that_cannot_even_be_read_ends_as_failed(open_feed_work: FeedUnitsOfWork) -> None:
    class Lost:
        def seal(self, batch_id: object, number: int, data: bytes, place: object = None) -> bytes:
            return data

        def unseal(self, batch_id: object, number: int, data: bytes, place: object = None) -> bytes:
            raise ValueError("the key that sealed this piece is not among the keys")

    tools = replace(tools_of(open_feed_work, KnownPersons()), seal=Lost(), attempts=2)
    sent = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    (failed,) = await work_until_over(tools, sent)
    assert (failed.state, failed.counts) == (BatchState.FAILED, Counts(rejected=1))
    (line,) = await lines_of(open_feed_work, failed)
    assert (line.line, line.rule) == (0, "not_processed")
    assert "Le reste du fichier" in line.message


async def test_a_file_that_kills_its_worker_every_time_ends_as_failed(open_feed_work: FeedUnitsOfWork) -> None:
    tools = replace(tools_of(open_feed_work, KnownPersons()), attempts=2)
    await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1", "2"))
    async with open_feed_work() as work:
        for _ in range(2):
            # Killed: nothing is noted, and the lease ends.
            assert await work.batches.take(tools.clock() - LEASE) is not None
        await work.commit()
    done = await BatchProcess(tools, await take(tools)).run(asyncio.Event())
    assert (done.state, done.counts, done.given_up) == (BatchState.FAILED, Counts(rejected=1), 1)


@pytest.mark.parametrize("outage", [IdentityUnavailable(), ConnectionError()])
async def test_an_outage_speaks_against_no_file(open_feed_work: FeedUnitsOfWork, outage: Exception) -> None:
    class Away(KnownPersons):
        async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
            answers = await super().resolve(batch, holders)
            if self.questions <= 5:
                raise outage
            return answers

    tools = tools_of(open_feed_work, Away())
    tools = replace(tools, attempts=2, is_outage=lambda error: isinstance(error, ConnectionError))
    sent = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    (done,) = await work_until_over(tools, sent)
    assert (done.state, done.counts) == (BatchState.FINISHED, Counts(accepted=1))


async def test_where_everything_fails_the_search_ends(
    open_feed_work: FeedUnitsOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "_SEARCHES", 3)
    persons = Poisoned()
    tools = replace(tools_of(open_feed_work, persons), attempts=1)
    sent = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, file_with(*range(64), count=64))
    (failed,) = await work_until_over(tools, sent)
    assert (failed.state, failed.counts) == (BatchState.FAILED, Counts(rejected=64))
    assert persons.questions <= 7
