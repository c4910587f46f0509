"""The worker processes: replaced when one dies or hangs, bounded in number and memory, gone with their parent."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from passeport_publishing.documents.shop import DocumentShop
from passeport_publishing.documents.workers import WorkerPool, limit_memory
from passeport_publishing.domain.layout import Template
from passeport_publishing.errors import RenderingBusy
from samples import CODE, URL, make_snapshot
from workshop import Workshop, seal_files

ROOM = 1024**3


def begin() -> None:
    limit_memory(ROOM)


def die_the_first_time(marker: str) -> int:
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def grow() -> str:
    try:
        return str(len(bytearray(2 * ROOM)))
    except MemoryError:
        return "refused"


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(workers=1, waiting=1, time_limit=1.5, start=begin, arguments=())
    await pool.warm()
    yield pool
    pool.close()


async def test_a_job_whose_worker_dies_is_done_by_another(pool: WorkerPool, tmp_path: Path) -> None:
    assert await pool.run(die_the_first_time, str(tmp_path / "died")) != os.getpid()


async def test_a_job_that_hangs_is_given_up_and_the_next_one_is_done(pool: WorkerPool) -> None:
    with pytest.raises(RenderingBusy):
        await pool.run(time.sleep, 30)
    assert await pool.run(os.getpid) != os.getpid()


async def test_more_jobs_than_there_is_room_for_are_refused_at_once(pool: WorkerPool) -> None:
    jobs = [asyncio.create_task(pool.run(time.sleep, 0.3)) for _ in range(2)]
    await asyncio.sleep(0.05)
    with pytest.raises(RenderingBusy) as refused:
        await pool.run(os.getpid)
    assert refused.value.retry_after is not None
    await asyncio.gather(*jobs)
    assert await pool.run(os.getpid)


async def test_the_time_limit_is_of_the_work_and_not_of_the_queue() -> None:
    pool = WorkerPool(workers=1, waiting=9, time_limit=1.0, start=begin, arguments=())
    try:
        await pool.warm()
        await asyncio.gather(*(pool.run(time.sleep, 0.3) for _ in range(6)))
    finally:
        pool.close()


async def test_a_worker_is_busy_as_long_as_it_works_whoever_still_waits() -> None:
    pool = WorkerPool(workers=1, waiting=9, time_limit=2.0, start=begin, arguments=())
    try:
        await pool.warm()
        worker = await pool.run(os.getpid)
        left = asyncio.create_task(pool.run(time.sleep, 1.6))
        await asyncio.sleep(0.1)
        left.cancel()
        # Were the first one forgotten, its time would be counted against the second.
        await pool.run(time.sleep, 1.0)
        assert await pool.run(os.getpid) == worker
    finally:
        pool.close()


async def test_a_job_that_hangs_is_ended_though_its_caller_has_left(pool: WorkerPool) -> None:
    worker = psutil.Process(await pool.run(os.getpid))
    left = asyncio.create_task(pool.run(time.sleep, 30))
    await asyncio.sleep(0.1)
    left.cancel()
    async with asyncio.timeout(5):
        while worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await pool.run(os.getpid) != worker.pid


async def test_a_caller_who_leaves_the_queue_gives_his_room_back(pool: WorkerPool) -> None:
    working, queued = (asyncio.create_task(pool.run(time.sleep, 0.3)) for _ in range(2))
    await asyncio.sleep(0.05)
    queued.cancel()
    await asyncio.sleep(0)
    assert await pool.run(os.getpid)
    await working


async def test_a_closed_pool_starts_no_worker_again(pool: WorkerPool) -> None:
    started = set(psutil.Process().children())
    working = asyncio.create_task(pool.run(time.sleep, 30))
    await asyncio.sleep(0.1)
    pool.close()
    with pytest.raises(RenderingBusy):
        await working
    assert set(psutil.Process().children()) <= started


async def test_a_worker_may_not_take_the_machines_memory(pool: WorkerPool) -> None:
    assert await pool.run(grow) == "refused"


async def test_the_press_makes_what_the_examiner_accepts(workshop: Workshop, credential: str) -> None:
    shop = DocumentShop(
        seal_files(workshop.folder), workshop.folder / "root.pem", render_workers=1, verify_workers=1, waiting=2
    )
    stop = asyncio.Event()
    with pytest.raises(ConnectionError):
        await shop.ping()
    running = asyncio.create_task(shop.run(stop))
    try:
        async with asyncio.timeout(30):
            while not await is_ready(shop):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        document = await shop.press.make(make_snapshot(), Template.CLASSIC, CODE, URL, credential)
        findings = await shop.examiner.examine(document.pdf)
        assert findings.trusted
        assert findings.covers_document
        assert findings.sha256 == document.sha256
        assert findings.credential == credential
        assert (await shop.examiner.examine(b"%PDF-1.7 noise")).problem
    finally:
        stop.set()
        await running
    assert not await is_ready(shop)


async def is_ready(shop: DocumentShop) -> bool:
    try:
        await shop.ping()
    except ConnectionError:
        return False
    return True


PARENT = """
import asyncio, os, sys
from passeport_publishing.documents.workers import WorkerPool
def nothing(): pass
async def main():
    pool = WorkerPool(workers=1, waiting=1, time_limit=5, start=os.getpid, arguments=())
    print(await pool.run(os.getpid), flush=True)
    await asyncio.sleep(60)
if __name__ == "__main__":
    asyncio.run(main())
"""


def test_workers_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        psutil.wait_procs([worker], timeout=15)
        assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE
