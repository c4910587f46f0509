"""Processes for work that would hold up the event loop: warmed, bounded, replaced when one dies."""

import asyncio
import contextlib
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from multiprocessing import connection
from typing import Any, ParamSpec, TypeVar

import structlog

from passeport_publishing.errors import RenderingBusy

P = ParamSpec("P")
R = TypeVar("R")
_log = structlog.get_logger(__name__)
_RETRY_AFTER = timedelta(seconds=2)
# Long enough that no worker takes two of the warming tasks.
_WARMING_SECONDS = 0.2


class WorkerPool:
    """A pool of spawned processes that each ran `start` once.

    At most `waiting` jobs wait for a worker, more are refused with RenderingBusy. A job that outlives `time_limit`
    takes the whole pool with it: a process cannot be asked to stop, and the next one starts clean. The limit is of the
    job alone, neither of the queue nor of the starting of workers.
    """

    def __init__(
        self, *, workers: int, waiting: int, time_limit: float, start: Callable[..., None], arguments: tuple[Any, ...]
    ) -> None:
        self._workers = workers
        self._room = workers + waiting
        # Jobs wait here and not in the executor, where their time would run.
        self._free = asyncio.Semaphore(workers)
        self._time_limit = time_limit
        self._start = start
        self._arguments = arguments
        self._executor = self._new_executor()
        self._warming: asyncio.Future[Any] | None = None
        self._working: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    async def warm(self) -> None:
        """Starts every worker; once for all who wait for it. Raises BrokenProcessPool when `start` fails in them."""
        if self._warming is None:
            loop = asyncio.get_running_loop()
            self._warming = asyncio.gather(
                *(loop.run_in_executor(self._executor, _stay, _WARMING_SECONDS) for _ in range(self._workers))
            )
        await asyncio.shield(self._warming)

    async def run(self, job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Runs a job in a worker. A job whose worker dies is tried once more, in a new pool."""
        if self._room <= 0:
            raise RenderingBusy(retry_after=_RETRY_AFTER)
        return await self.run_patiently(job, *args, **kwargs)

    async def run_patiently(self, job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The same, behind all that wait, however many there are: for jobs that are bounded elsewhere."""
        if kwargs:
            raise TypeError("jobs take positional arguments only")
        self._room -= 1
        try:
            await self._free.acquire()
        except BaseException:
            self._room += 1
            raise
        # A worker cannot be asked to stop: it is busy, and watched, whether or not the caller stays.
        work = asyncio.create_task(self._work(job, args))
        self._working.add(work)
        work.add_done_callback(self._working.discard)
        return await asyncio.shield(work)

    async def _work(self, job: Callable[..., R], args: tuple[Any, ...]) -> R:
        try:
            try:
                return await self._attempt(job, args)
            except BrokenProcessPool:
                return await self._attempt(job, args)
        finally:
            self._free.release()
            self._room += 1

    def close(self) -> None:
        """Stops the workers."""
        self._is_closed = True
        _kill(self._executor)

    async def _attempt(self, job: Callable[..., R], args: tuple[Any, ...]) -> R:
        executor = self._executor
        try:
            await self.warm()
            if self._executor is not executor:
                raise BrokenProcessPool("replaced while this job waited")
            work = asyncio.get_running_loop().run_in_executor(executor, job, *args)
            return await asyncio.wait_for(work, self._time_limit)
        except (BrokenProcessPool, TimeoutError) as problem:
            if self._is_closed:
                raise RenderingBusy(retry_after=_RETRY_AFTER) from problem
            _log.warning("worker pool replaced", because=type(problem).__name__)
            if self._executor is executor:
                self._executor, self._warming = self._new_executor(), None
            _kill(executor)
            if isinstance(problem, TimeoutError):
                raise RenderingBusy(retry_after=_RETRY_AFTER) from problem
            raise

    def _new_executor(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(self._start, self._arguments),
        )


def limit_memory(size: int) -> None:
    """Makes this process fail with MemoryError rather than grow beyond `size` bytes of address space."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _begin(start: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    # Ctrl-C reaches the whole process group; only the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start(*arguments)


def _end_with_parent() -> None:
    """A worker of a parent that was killed would wait for jobs for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _stay(seconds: float) -> None:
    threading.Event().wait(seconds)


def _kill(executor: ProcessPoolExecutor) -> None:
    # The executor has no public way to stop a worker that is busy (before Python 3.14).
    for process in list((getattr(executor, "_processes", None) or {}).values()):
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    executor.shutdown(wait=False, cancel_futures=True)
