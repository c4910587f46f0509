"""The worker: takes received files, the oldest first, and processes them one at a time for as long as it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

import structlog

from passeport_records.domain.batch import Batch
from passeport_records.errors import IdentityUnavailable
from passeport_records.usecases.batch_ports import BatchLost
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.process_batch import LEASE, BatchProcess

__all__ = ["BatchWorker"]

_log = structlog.get_logger(__name__)
_POLL = 1.0
_PAUSE = timedelta(seconds=2)
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)

ContinueTrace = Callable[[Mapping[str, str], str], AbstractContextManager[None]]
"""Given the headers of a trace and what is done, makes it part of that trace."""


def _without_trace(_headers: Mapping[str, str], _name: str) -> AbstractContextManager[None]:
    return nullcontext()


class BatchWorker:
    """Works until it is told to stop. A file that fails is set aside, longer each time, so that others get their turn.

    After so many attempts in a row what cannot be processed of it is given up (`BatchProcess`); an outage of what we
    need is no attempt.
    """

    def __init__(self, tools: FeedTools, continue_trace: ContinueTrace = _without_trace) -> None:
        """`continue_trace` goes on with the trace in which a file was sent, so that its events belong to it."""
        self._tools = tools
        self._continue_trace = continue_trace
        self._received = asyncio.Event()

    def wake(self) -> None:
        """Tells that a file was received, so that the worker need not wait for its next look."""
        self._received.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Processes files until `stop` is set."""
        while not stop.is_set():
            self._received.clear()
            try:
                worked = await self._work_once(stop)
            except Exception as error:  # noqa: BLE001 - the database is away: nothing could be taken, or nothing noted
                _log.warning("no work on files for now", exc_info=error)
                worked = False
            if not worked:
                await self._wait(stop)

    async def _work_once(self, stop: asyncio.Event) -> bool:
        tools = self._tools
        async with tools.open_work() as work:
            batch = await work.batches.take(tools.clock() + LEASE)
            await work.commit()
        if batch is None:
            return False
        with self._continue_trace(batch.trace, f"process {batch.feed.value}"):
            return await self._process(batch, stop)

    async def _process(self, batch: Batch, stop: asyncio.Event) -> bool:
        _log.info("file taken", batch=str(batch.id), feed=batch.feed.value, size=batch.size, position=batch.position)
        process = BatchProcess(self._tools, batch)
        try:
            done = await process.run(stop)
        except BatchLost:
            _log.info("file taken over by another worker", batch=str(batch.id))
        except IdentityUnavailable:
            _log.warning("file waits for identity", batch=str(batch.id))
            await self._let_go(process.batch)
            return False
        except Exception as error:  # noqa: BLE001 - whatever it is, the other files must get their turn
            if self._tools.is_outage(error):
                _log.warning("file waits for the database", batch=str(batch.id), exc_info=error)
                await self._let_go(process.batch)
                return False
            _log.error("file not processed", batch=str(batch.id), attempt=batch.attempts, exc_info=error)
            await self._set_aside(process.batch, batch.attempts, error)
        else:
            _tell(done)
        return True

    async def _let_go(self, batch: Batch) -> None:
        """Something that we need is away: the file keeps its attempts and waits a little."""
        async with self._tools.open_work() as work:
            await work.batches.release(batch, self._tools.clock() + _PAUSE)
            await work.commit()

    async def _set_aside(self, batch: Batch, attempt: int, error: Exception) -> None:
        """Something is wrong with the file, or with us: the others get their turn, longer each time."""
        pause = min(_FIRST_PAUSE * 2 ** min(attempt, 20), _LONGEST_PAUSE)
        # What an error says may name a person; its type cannot.
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        async with self._tools.open_work() as work:
            await work.batches.set_aside(batch, name, self._tools.clock() + pause)
            await work.commit()

    async def _wait(self, stop: asyncio.Event) -> None:
        waits = [asyncio.create_task(stop.wait()), asyncio.create_task(self._received.wait())]
        await asyncio.wait(waits, timeout=_POLL, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()


def _tell(done: Batch) -> None:
    counts = done.counts
    _log.info(
        "file processed",
        batch=str(done.id),
        state=done.state.value,
        accepted=counts.accepted,
        duplicates=counts.duplicates,
        unresolved=counts.unresolved,
        rejected=counts.rejected,
        remarks=counts.remarks,
        given_up=done.given_up,
    )
