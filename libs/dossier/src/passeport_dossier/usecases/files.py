"""Files that partners sent, worked off in the background: whose turn it is, and what becomes of those that go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import structlog

__all__ = ["FileProcess", "FileWorker", "Rounds", "Search"]

_POLL = 1.0
_PAUSE = timedelta(seconds=2)
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)
_SEARCHES = 500
"""Halvings in search of what cannot be processed: where everything fails, the search must end."""

_log = structlog.get_logger(__name__)


class _File(Protocol):
    @property
    def id(self) -> UUID: ...


F = TypeVar("F", bound=_File)
Item = TypeVar("Item")


class Rounds:
    """Works while there is something to do, then looks for more every so many seconds, or when it is woken."""

    def __init__(self, work_once: Callable[[asyncio.Event], Awaitable[bool]], every: float, what: str) -> None:
        """`work_once` says whether there may be more; what it raises is logged, with `what` that is, and waited out."""
        self._work_once, self._every, self._what = work_once, every, what
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Tells that there is something to do, so that it need not wait for the next look."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set."""
        while not stop.is_set():
            self._woken.clear()
            try:
                worked = await self._work_once(stop)
            except Exception as error:  # noqa: BLE001 - the database is away: nothing could be taken, or nothing noted
                _log.warning("no work for now", what=self._what, exc_info=error)
                worked = False
            if not worked:
                waits = [asyncio.create_task(stop.wait()), asyncio.create_task(self._woken.wait())]
                await asyncio.wait(waits, timeout=self._every, return_when=asyncio.FIRST_COMPLETED)
                for wait in waits:
                    wait.cancel()


class FileProcess(Protocol[F]):
    """The work on a file that was taken for the `attempt`-th time in a row; `taken` is how far it is."""

    taken: F
    attempt: int

    async def run(self, stop: asyncio.Event) -> F:
        """Goes on from where the file stands until it is over, or others have their turn, or `stop` is set."""


@dataclass(frozen=True, slots=True)
class FileWorker(Generic[F]):
    """Works on one file at a time. One that fails is set aside, longer each time, so that others get their turn.

    `take` begins with the next file, `done` hears what came of it, and `let_go` gives it back for a while: with the
    name of an error, or without one, and then no attempt is counted, since what we need `is_away` and nothing speaks
    against the file. `lost` is raised by who finds that another worker has it by now; `within` is around the work.
    """

    take: Callable[[], Awaitable[FileProcess[F] | None]]
    done: Callable[[F], Awaitable[None]]
    let_go: Callable[[F, timedelta, str], Awaitable[None]]
    lost: type[Exception]
    is_away: Callable[[BaseException], bool]
    within: Callable[[F], AbstractContextManager[None]] = lambda _file: nullcontext()

    def rounds(self) -> Rounds:
        """The worker for as long as it runs."""
        return Rounds(self.work_once, _POLL, "files")

    async def work_once(self, stop: asyncio.Event) -> bool:
        """Works on the next file; False when there is none, or nothing can be done for now."""
        process = await self.take()
        if process is None:
            return False
        file = str(process.taken.id)
        try:
            with self.within(process.taken):
                await self.done(await process.run(stop))
        except self.lost:
            _log.info("file taken over by another worker", file=file)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other files must get their turn
            away = self.is_away(error)
            _log.warning("file set aside", file=file, attempt=process.attempt, away=away, exc_info=error)
            pause = _PAUSE if away else min(_FIRST_PAUSE * 2 ** min(process.attempt, 20), _LONGEST_PAUSE)
            # What an error says may name a person; its type cannot.
            name = "" if away else f"{type(error).__module__}.{type(error).__qualname__}"
            await self.let_go(process.taken, pause, name)
            return not away
        return True


class Search:
    """The search for what of a file cannot be processed, by halves, in the attempt after which no other follows."""

    def __init__(self, gives_up: Callable[[Exception], bool]) -> None:
        """`gives_up` says whether an error ends the attempts: it was the last, and nothing that we need is away."""
        self._gives_up = gives_up
        self._left = _SEARCHES

    async def write(
        self,
        items: Sequence[Item],
        write: Callable[[Sequence[Item]], Awaitable[Any]],
        reject: Callable[[Sequence[Item]], Awaitable[Any]],
    ) -> None:
        """Writes items in their order, at once or in as many parts as it takes, and rejects those that cannot be.

        Raises what `write` raises where that ends no attempts.
        """
        try:
            await write(items)
        except Exception as error:
            if not self._gives_up(error):
                raise
            if len(items) == 1 or not self._left:
                _log.error("items are given up", count=len(items), exc_info=error)
                await reject(items)
                return
            self._left -= 1
            middle = len(items) // 2
            await self.write(items[:middle], write, reject)
            await self.write(items[middle:], write, reject)
