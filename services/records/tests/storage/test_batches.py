"""Batches in PostgreSQL: uploads, the worker that has a batch, and the report."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons, process, send, tools_of
from passeport_chassis.clock import system_clock
from passeport_chassis.db.housekeeping import delete_expired
from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed, FileHead
from passeport_records.domain.harvest import Harvest
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.errors import BatchNotFound
from passeport_records.storage import tables
from passeport_records.storage.backlog import measure_backlog
from passeport_records.storage.retention import RETENTIONS
from passeport_records.storage.unit_of_work import FeedUnitsOfWork
from passeport_records.usecases import process_batch as process_module
from passeport_records.usecases.batch_ports import BatchLost
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.get_batch import get_batch
from passeport_records.usecases.process_batch import process_batch
from samples import simple_flux
from support import CERTIFIER, DSN_SENDER, NOW, batch

MINUTE = timedelta(minutes=1)


async def upload(units: FeedUnitsOfWork, sent: Batch, *pieces: bytes) -> Batch:
    async with units() as work:
        await work.batches.open(sent)
        await work.commit()
    for number, piece in enumerate(pieces):
        async with units() as work:
            await work.batches.add_piece(sent.id, number, piece)
            await work.commit()
    async with units() as work:
        received = await work.batches.receive(sent)
        await work.commit()
    return received


async def take(units: FeedUnitsOfWork, minutes: float = 1) -> Batch | None:
    async with units() as work:
        taken = await work.batches.take(system_clock() + minutes * MINUTE)
        await work.commit()
    return taken


async def test_what_came_by_a_feed_that_a_later_version_had_is_left_alone(
    open_feed_work: FeedUnitsOfWork, engine: AsyncEngine
) -> None:
    first, second, third = [await upload(open_feed_work, batch(file_name=name), b"one") for name in "abc"]
    columns = tables.batch.c
    over = {"state": BatchState.FINISHED.value, "taken_until": None}
    async with engine.begin() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        newer = sa.update(tables.batch).where(columns.id.in_([first.id, third.id]))
        await connection.execute(newer.values(feed="newer"))
        undone = sa.update(tables.batch).where(columns.id == third.id)
        await connection.execute(undone.values(rollback_began_at=NOW, rollback_reason="wrong", **over))
        waiting = {"batch_id": third.id, "ordinal": 0, "data": b"sealed", "since": NOW, "tries": 0, "not_before": NOW}
        await connection.execute(sa.insert(tables.waiting_item).values(waiting))
    taken = await take(open_feed_work)
    assert taken is not None
    assert taken.id == second.id
    assert await take(open_feed_work) is None
    async with open_feed_work() as work:
        assert await work.rollbacks.take(system_clock()) is None
        assert [one.id for one in await work.batches.latest(10)] == [second.id]
        with pytest.raises(BatchNotFound):
            await work.batches.get(None, first.id)
    async with engine.begin() as connection:
        await connection.execute(undone.values(rollback_began_at=None))
    async with open_feed_work() as work:
        assert await work.waiting.take(system_clock(), 10) is None


async def test_a_file_goes_in_piece_by_piece_and_comes_out_whole(open_feed_work: FeedUnitsOfWork) -> None:
    sent = batch(head=FileHead("1.1.5", "flux", "AB123CDE", late_heads=True))
    received = await upload(open_feed_work, sent, b"one", b"two", b"three")
    assert received.state is BatchState.RECEIVED
    assert received.treatment_number > 0
    assert (received.sender, received.head, received.sha256, received.size) == (
        sent.sender,
        sent.head,
        sent.sha256,
        sent.size,
    )
    async with open_feed_work() as work:
        pieces = [await work.batches.piece(sent.id, number) for number in range(4)]
        assert pieces == [b"one", b"two", b"three", None]
        assert await work.batches.get(sent.sender.client_id, sent.id) == received


async def test_the_same_file_again_is_the_same_batch(open_feed_work: FeedUnitsOfWork, engine: AsyncEngine) -> None:
    first = await upload(open_feed_work, batch(), b"bytes")
    assert await upload(open_feed_work, batch(), b"bytes") == first
    others = [
        await upload(open_feed_work, batch(file_name="other.xml"), b"bytes"),
        await upload(open_feed_work, batch(sha256="cd" * 32), b"bytes"),
        await upload(open_feed_work, batch(feed=Feed.DSN), b"bytes"),
        await upload(open_feed_work, batch(sender=DSN_SENDER), b"bytes"),
    ]
    numbers = [received.treatment_number for received in (first, *others)]
    assert numbers == sorted(set(numbers))
    async with engine.connect() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.batch_file)) == 5


async def test_a_file_of_the_dsn_sent_for_other_employers_is_another_batch(
    open_feed_work: FeedUnitsOfWork, engine: AsyncEngine
) -> None:
    alone, every = (replace(DSN_SENDER, every_employer=says) for says in (False, True))
    sent = {
        says.every_employer: await upload(open_feed_work, batch(feed=Feed.DSN, sender=says)) for says in (alone, every)
    }
    assert sent[True].id != sent[False].id
    again = [await upload(open_feed_work, batch(feed=Feed.DSN, sender=says)) for says in (alone, every)]
    assert [one.id for one in again] == [sent[False].id, sent[True].id]
    # Of other feeds it changes nothing.
    others = [await upload(open_feed_work, batch(feed=Feed.DIPLOMAS, sender=says)) for says in (alone, every)]
    assert len({one.id for one in others}) == 1
    # What came before there was a difference was read for every employer.
    async with engine.begin() as connection:
        await connection.execute(sa.delete(tables.batch).where(tables.batch.c.id == sent[True].id))
        await connection.execute(sa.update(tables.batch).values(every_employer=None))
    before = await upload(open_feed_work, batch(feed=Feed.DSN, sender=every))
    assert (before.id, before.sender) == (sent[False].id, every)


async def test_the_same_file_sent_many_times_at_once_is_one_batch(open_feed_work: FeedUnitsOfWork) -> None:
    received = await asyncio.gather(*(upload(open_feed_work, batch(), b"bytes") for _ in range(6)))
    assert len({one.id for one in received}) == 1


async def test_an_upload_is_nobodys_business_until_it_is_whole(open_feed_work: FeedUnitsOfWork) -> None:
    sent = batch()
    async with open_feed_work() as work:
        await work.batches.open(sent)
        await work.commit()
    assert await take(open_feed_work) is None
    async with open_feed_work() as work:
        with pytest.raises(BatchNotFound):
            await work.batches.get(sent.sender.client_id, sent.id)
        await work.batches.drop(sent.id)
        await work.commit()
    async with open_feed_work() as work:
        with pytest.raises(BatchLost):
            await work.batches.receive(sent)


async def test_an_upload_that_was_cut_off_is_deleted_after_a_day(
    open_feed_work: FeedUnitsOfWork, engine: AsyncEngine
) -> None:
    (retention,) = (one for one in RETENTIONS if one.table is tables.batch)
    now = system_clock()
    kept = [batch(created_at=now), await upload(open_feed_work, batch(created_at=now - timedelta(days=2)), b"x")]
    async with open_feed_work() as work:
        await work.batches.open(kept[0])
        cut_off = batch(created_at=now - timedelta(days=2))
        await work.batches.open(cut_off)
        await work.batches.add_piece(cut_off.id, 0, b"bytes")
        await work.commit()
    assert await delete_expired(engine, retention) == 1
    async with engine.connect() as connection:
        assert set((await connection.execute(sa.select(tables.batch.c.id))).scalars()) == {one.id for one in kept}
        assert await connection.scalar(sa.select(sa.func.count()).select_from(tables.batch_file)) == 1


async def test_a_batch_is_its_partners_alone(open_feed_work: FeedUnitsOfWork) -> None:
    received = await upload(open_feed_work, batch(), b"bytes")
    async with open_feed_work() as work:
        with pytest.raises(BatchNotFound):
            await work.batches.get(DSN_SENDER.client_id, received.id)
        with pytest.raises(BatchNotFound):
            await work.batches.get(CERTIFIER.client_id, new_id())


async def test_each_batch_has_one_worker_the_oldest_first(open_feed_work: FeedUnitsOfWork) -> None:
    sent = [await upload(open_feed_work, batch(file_name=f"{number}.xml"), b"bytes") for number in range(3)]
    taken = [await take(open_feed_work) for _ in range(3)]
    assert [one.id for one in taken if one is not None] == [one.id for one in sent]
    assert {one.state for one in taken if one is not None} == {BatchState.RUNNING}
    assert await take(open_feed_work) is None
    async with open_feed_work() as work:
        assert taken[1] is not None
        await work.batches.release(taken[1])
        await work.commit()
    again = await take(open_feed_work)
    assert again == taken[1]


async def test_an_attempt_counts_until_something_comes_of_it(open_feed_work: FeedUnitsOfWork) -> None:
    await upload(open_feed_work, batch(), b"bytes")
    for attempt in (1, 2, 3):
        taken = await take(open_feed_work, minutes=-1)
        assert taken is not None
        assert taken.attempts == attempt
    assert taken is not None
    async with open_feed_work() as work:
        await work.batches.release(taken)
        await work.commit()
    taken = await take(open_feed_work)
    assert taken is not None
    assert taken.attempts == 3
    async with open_feed_work() as work:
        later = await work.batches.advance(taken, 5, Counts(rejected=5), system_clock() - MINUTE, given_up=2)
        await work.commit()
    assert (later.attempts, later.given_up) == (0, 2)
    again = await take(open_feed_work)
    assert again is not None
    assert again.attempts == 1
    async with open_feed_work() as work:
        assert (await work.batches.finish(again, NOW)).state is BatchState.FAILED


async def test_what_is_read_is_noted_before_anything_comes_of_it(open_feed_work: FeedUnitsOfWork) -> None:
    await upload(open_feed_work, batch(), b"bytes")
    taken = await take(open_feed_work, minutes=-1)
    assert taken is not None
    async with open_feed_work() as work:
        progress = replace(taken.progress, bytes_read=3)
        noted = await work.batches.note_read(replace(taken, progress=progress), system_clock() + MINUTE)
        await work.commit()
    assert (noted.progress.bytes_read, noted.position, noted.attempts) == (3, 0, 1)
    assert await take(open_feed_work) is None, "its worker lives"
    async with open_feed_work() as work:
        moved = await work.batches.advance(noted, 1, Counts(rejected=1), system_clock() + MINUTE)
        with pytest.raises(BatchLost):
            await work.batches.note_read(noted, system_clock() + MINUTE)
    assert moved.progress.bytes_read == 3


async def test_how_far_a_file_is_read_is_told_while_nothing_comes_of_it(
    open_feed_work: FeedUnitsOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "_NOTED_EVERY", 0.01)
    tools = tools_of(open_feed_work, KnownPersons())
    sent = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    fetch = FeedTools.piece
    noted = 0

    async def piece(self: FeedTools, batch_id: UUID, number: int) -> bytes | None:
        nonlocal noted
        async with asyncio.timeout(20):
            # The end of the file does not come before its beginning is told of.
            while number and not noted:
                noted = (await get_batch(open_feed_work, sender=CERTIFIER, batch_id=batch_id)).progress.bytes_read
        return await fetch(self, batch_id, number)

    monkeypatch.setattr(FeedTools, "piece", piece)
    done = await process(tools)
    assert done is not None
    assert (noted, done.counts) == (sent.size, Counts(accepted=1))


async def test_a_worker_hears_that_it_is_to_stop_while_nothing_comes_of_a_file(
    open_feed_work: FeedUnitsOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "_LAST_WAIT", 0.05)
    tools = tools_of(open_feed_work, KnownPersons())
    sent = await send(tools, CERTIFIER, Feed.CERTIFICATIONS, simple_flux("1"))
    read, stop = asyncio.Event(), asyncio.Event()
    fetch, endless = FeedTools.piece, True

    async def piece(self: FeedTools, batch_id: UUID, number: int) -> bytes | None:
        if number and endless:
            # The rest of the file holds nothing, for as long as anybody reads.
            read.set()
            return b" "
        return await fetch(self, batch_id, number)

    monkeypatch.setattr(FeedTools, "piece", piece)
    taken = await take(open_feed_work)
    assert taken is not None
    working = asyncio.create_task(process_batch(tools, taken, stop))
    await asyncio.wait_for(read.wait(), 20)
    stop.set()
    left = await asyncio.wait_for(working, 4)
    endless = False
    assert (left.id, left.position) == (sent.id, 0)
    again = await take(open_feed_work)
    assert again is not None
    assert (again.id, again.attempts, again.position) == (sent.id, 1, 0)
    done = await process_batch(tools, again, asyncio.Event())
    assert done.counts == Counts(accepted=1)


async def test_a_batch_set_aside_lets_the_others_go_first(open_feed_work: FeedUnitsOfWork, engine: AsyncEngine) -> None:
    sent = [await upload(open_feed_work, batch(file_name=f"{number}.xml"), b"bytes") for number in range(2)]
    first = await take(open_feed_work)
    assert first is not None
    async with open_feed_work() as work:
        await work.batches.set_aside(first, "builtins.ValueError", system_clock() + MINUTE)
        await work.commit()
    other = await take(open_feed_work)
    assert other is not None
    assert other.id == sent[1].id
    assert await take(open_feed_work) is None
    async with open_feed_work() as work:
        await work.batches.set_aside(other, "builtins.ValueError", system_clock() - MINUTE)
        await work.commit()
    assert (await take(open_feed_work)) == replace(other, attempts=2)
    async with engine.connect() as connection:
        told = (await connection.execute(sa.select(tables.batch.c.last_error))).scalars().all()
    assert told == ["builtins.ValueError"] * 2


async def test_the_age_of_the_oldest_unfinished_batch_is_measured(
    open_feed_work: FeedUnitsOfWork, engine: AsyncEngine
) -> None:
    assert await measure_backlog(engine) == 0
    await upload(open_feed_work, batch(created_at=system_clock() - 10 * MINUTE), b"bytes")
    assert 600 <= await measure_backlog(engine) < 660
    taken = await take(open_feed_work)
    assert taken is not None
    async with open_feed_work() as work:
        await work.batches.finish(taken, NOW)
        await work.commit()
    assert await measure_backlog(engine) == 0


async def test_workers_that_look_at_once_take_different_batches(open_feed_work: FeedUnitsOfWork) -> None:
    for number in range(4):
        await upload(open_feed_work, batch(file_name=f"{number}.xml"), b"bytes")
    taken = await asyncio.gather(*(take(open_feed_work) for _ in range(8)))
    ids = [one.id for one in taken if one is not None]
    assert len(ids) == len(set(ids)) == 4


async def test_the_batch_of_a_dead_worker_goes_on_where_it_was_and_the_dead_cannot_write(
    open_feed_work: FeedUnitsOfWork,
) -> None:
    await upload(open_feed_work, batch(), b"bytes")
    paused = await take(open_feed_work, minutes=-1)
    assert paused is not None
    other = await take(open_feed_work)
    assert other is not None
    assert other.id == paused.id
    async with open_feed_work() as work:
        later = await work.batches.advance(other, 10, Counts(accepted=9, rejected=1), system_clock() + MINUTE)
        await work.commit()
    assert (later.position, later.counts) == (10, Counts(accepted=9, rejected=1))
    async with open_feed_work() as work:
        with pytest.raises(BatchLost):
            await work.batches.advance(paused, 10, Counts(accepted=10), system_clock() + MINUTE)
    async with open_feed_work() as work:
        with pytest.raises(BatchLost):
            await work.batches.finish(paused, NOW)
    async with open_feed_work() as work:
        finished = await work.batches.finish(later, NOW)
        assert await work.batches.piece(finished.id, 0) is None
        await work.commit()
    assert (finished.state, finished.finished_at) == (BatchState.FINISHED, NOW)
    assert finished.counts == Counts(accepted=9, rejected=1)
    assert await take(open_feed_work) is None


async def test_a_report_is_read_line_by_line(open_feed_work: FeedUnitsOfWork) -> None:
    received = await upload(open_feed_work, batch(), b"bytes")
    outcomes = [Outcome.ACCEPTED, Outcome.REJECTED, Outcome.REMARK, Outcome.UNRESOLVED, Outcome.ACCEPTED]
    told = [
        LineReport(
            ordinal=ordinal,
            line=10 * ordinal,
            outcome=outcome,
            key=f"P-{ordinal}",
            field="dateFinValidite",
            rule="order",
            message="Précède",
            value="2020-01-01",
            fix="Corrigez",
        )
        for ordinal, outcome in enumerate(outcomes)
    ]
    async with open_feed_work() as work:
        await work.guaranteed.write(received, Harvest(reports=told))
        await work.commit()
    async with open_feed_work() as work:
        read = work.batches.reports
        assert await read(received.id, after=-1, limit=3) == tuple(told[:3])
        assert await read(received.id, after=2, limit=3) == tuple(told[3:])
        bad = {Outcome.REJECTED, Outcome.UNRESOLVED}
        assert await read(received.id, after=-1, limit=9, outcomes=bad) == (told[1], told[3])
