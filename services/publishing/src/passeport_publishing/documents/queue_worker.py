"""Carries out what is in line, in every process that has workers: at most as many at once as there are workers, so that
what is asked for directly waits for one of them and no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from prometheus_client import Counter, Gauge

from passeport_publishing.domain.queued import InTurn
from passeport_publishing.usecases.publish_queued import PublishQueued

__all__ = ["QueueWorker"]

_log = structlog.get_logger(__name__)
# For what another process put in line, or gave back; in seconds.
_LOOK_EVERY = 1.0
_MEASURE_EVERY = 5.0
_PAUSE_AFTER_TROUBLE = 2.0
_LENGTH = Gauge("publishing_queue_length", "Publications that wait for their document, in all.")
_OLDEST = Gauge("publishing_queue_oldest_seconds", "For how long the first of them has waited.")
_FAILED = Counter("publishing_queue_failures_total", "Publications in line that failed, by reason.", ["reason"])


class QueueWorker:
    """Takes what is in line as places become free."""

    def __init__(self, publish: PublishQueued, *, places: int) -> None:
        self._publish = publish
        self._free = asyncio.Semaphore(places)
        self._work: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Something was put in line by this process."""
        self._news.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set, and finishes what was taken by then; a lease sees to what is not finished."""
        stopping = asyncio.create_task(stop.wait())
        try:
            async with asyncio.TaskGroup() as group:
                for forever in (self._take_turns, self._measure):
                    group.create_task(self._until(stopping, forever))
        finally:
            stopping.cancel()
            if self._work:
                await asyncio.wait(self._work)

    async def _until(self, stopping: asyncio.Task[bool], forever: Callable[[], Awaitable[None]]) -> None:
        going_on = asyncio.ensure_future(forever())
        await asyncio.wait({stopping, going_on}, return_when=asyncio.FIRST_COMPLETED)
        going_on.cancel()
        with suppress(asyncio.CancelledError):
            await going_on

    async def _take_turns(self) -> None:
        while True:
            await self._free.acquire()
            self._news.clear()
            turn, pause = None, _LOOK_EVERY
            try:
                turn = await self._publish.take()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                pause = _PAUSE_AFTER_TROUBLE
                _log.warning("nothing taken out of line", exc_info=error)
            finally:
                if turn is None:
                    self._free.release()
            if turn is not None:
                work = asyncio.create_task(self._carry_out(turn))
                self._work.add(work)
                work.add_done_callback(self._work.discard)
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), pause)

    async def _carry_out(self, turn: InTurn) -> None:
        try:
            if reason := await self._publish(turn):
                _FAILED.labels(reason).inc()
        except Exception as error:  # noqa: BLE001 - its lease lapses, and it is tried again
            _log.warning("queued publication not carried out", exc_info=error, publication_id=str(turn.id))
        finally:
            self._free.release()

    async def _measure(self) -> None:
        while True:
            with suppress(Exception):
                line = await self._publish.line()
                _LENGTH.set(line.length)
                _OLDEST.set(line.oldest.total_seconds())
            await asyncio.sleep(_MEASURE_EVERY)
