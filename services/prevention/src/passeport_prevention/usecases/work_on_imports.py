"""The worker: takes imports, whichever waits longest, and processes them one at a time for as long as it runs."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from passeport_prevention.domain.imports import Import, ImportState
from passeport_prevention.errors import IdentityUnavailable
from passeport_prevention.usecases.import_ports import ImportLost, ImportTools
from passeport_prevention.usecases.process_import import LEASE, ImportProcess

__all__ = ["ImportWorker"]

_log = structlog.get_logger(__name__)
_POLL = 1.0
_PAUSE = timedelta(seconds=2)
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)


class ImportWorker:
    """Works until it is told to stop. A file that fails is set aside, longer each time, so that others get their turn.

    After so many attempts in a row what cannot be processed of it is given up; an outage of what we need is no attempt.
    """

    def __init__(self, tools: ImportTools) -> None:
        self._tools = tools
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
                _log.warning("no work on imports for now", exc_info=error)
                worked = False
            if not worked:
                await self._wait(stop)

    async def _work_once(self, stop: asyncio.Event) -> bool:
        tools = self._tools
        async with tools.open_work() as work:
            taken = await work.imports.take(tools.clock() + LEASE)
            await work.commit()
        if taken is None:
            return False
        _log.info("import taken", import_id=str(taken.id), size=taken.size, position=taken.position)
        process = ImportProcess(tools, taken)
        try:
            done = await process.run(stop)
        except ImportLost:
            _log.info("import taken over by another worker", import_id=str(taken.id))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other files must get their turn
            away = isinstance(error, IdentityUnavailable) or tools.is_outage(error)
            await self._let_go(process.taken, taken.attempts, error, away=away)
            return not away
        else:
            await self._tell(done)
        return True

    async def _tell(self, done: Import) -> None:
        counts = done.counts
        if done.state is ImportState.RUNNING:
            _log.info("import handed back", import_id=str(done.id), lines=done.counts.lines, of=done.lines)
            async with self._tools.open_work() as work:
                await work.imports.release(done, self._tools.clock())
                await work.commit()
            return
        _log.info(
            "import processed",
            import_id=str(done.id),
            state=done.state.value,
            declared=counts.declared,
            already_declared=counts.already_declared,
            unresolved=counts.unresolved,
            rejected=counts.rejected,
            late=counts.late,
        )

    async def _let_go(self, taken: Import, attempt: int, error: Exception, *, away: bool) -> None:
        pause = _PAUSE if away else min(_FIRST_PAUSE * 2 ** min(attempt, 20), _LONGEST_PAUSE)
        # What an error says may name a person; its type cannot.
        name = "" if away else f"{type(error).__module__}.{type(error).__qualname__}"
        _log.warning("import set aside", import_id=str(taken.id), attempt=attempt, exc_info=error)
        async with self._tools.open_work() as work:
            await work.imports.release(taken, self._tools.clock() + pause, error=name)
            await work.commit()

    async def _wait(self, stop: asyncio.Event) -> None:
        waits = [asyncio.create_task(stop.wait()), asyncio.create_task(self._received.wait())]
        await asyncio.wait(waits, timeout=_POLL, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
