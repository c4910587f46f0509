"""The worker: takes received files, the oldest first, and processes them one at a time for as long as it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

import structlog

from passeport_records.domain.batch import Batch
from passeport_records.errors import IdentityUnavailable
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.ports import BatchLost
from passeport_records.usecases.process_batch import LEASE, process_batch

__all__ = ["BatchWorker"]

_log = structlog.get_logger(__name__)
_POLL = 1.0

ContinueTrace = Callable[[Mapping[str, str], str], AbstractContextManager[None]]
"""Given the headers of a trace and what is done, makes it part of that trace."""


def _without_trace(_headers: Mapping[str, str], _name: str) -> AbstractContextManager[None]:
    return nullcontext()


class BatchWorker:
    """Works until it is told to stop. A file that fails is left until its lease ends, so that others get their turn."""

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
            except Exception as error:  # noqa: BLE001 - the database is away, or a file is stranger than we thought
                _log.warning("file not processed, will try again", exc_info=error)
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
        tools = self._tools
        _log.info("file taken", batch=str(batch.id), feed=batch.feed.value, size=batch.size, position=batch.position)
        try:
            done = await process_batch(tools, batch, stop)
        except BatchLost:
            _log.info("file taken over by another worker", batch=str(batch.id))
            return True
        except IdentityUnavailable:
            _log.warning("file waits for identity", batch=str(batch.id))
            async with tools.open_work() as work:
                await work.batches.release(batch)
                await work.commit()
            return False
        counts = done.counts
        _log.info(
            "file processed",
            batch=str(done.id),
            state=done.state.value,
            accepted=counts.accepted,
            duplicates=counts.duplicates,
            unresolved=counts.unresolved,
            rejected=counts.rejected,
        )
        return True

    async def _wait(self, stop: asyncio.Event) -> None:
        waits = [asyncio.create_task(stop.wait()), asyncio.create_task(self._received.wait())]
        await asyncio.wait(waits, timeout=_POLL, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
