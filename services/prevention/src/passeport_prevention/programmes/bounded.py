"""A plain function of a programme in a thread of its own, for so long and no longer: the event loop goes on meanwhile.

A thread cannot be ended from outside. One whose time is over is made to raise, which ends a loop that never would; what
it does then is nobody's business any more, but its place stays taken until it has really ended.
"""

from __future__ import annotations

import asyncio
import contextvars
import ctypes
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

__all__ = ["NoPlace", "OutOfTime", "Places"]

T = TypeVar("T")


class NoPlace(Exception):
    """As many threads of the programme run as may at once."""


class OutOfTime(Exception):
    """The function did not return in time."""


class _TimeIsOver(BaseException):
    """Raised in the thread: no `except Exception` of a programme holds it."""


class Places:
    """Threads in which functions of one programme run, so many at once."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._threads: list[threading.Thread] = []

    @property
    def taken(self) -> int:
        """How many there are now, those whose time is over and that have not ended yet included."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        return len(self._threads)

    async def run(self, function: Callable[[], T], seconds: float) -> T:
        """What the function returns, or raises. Raises NoPlace, OutOfTime."""
        if self.taken >= self._most:
            raise NoPlace
        answer: Future[T] = Future()
        # So that giving it up leaves the thread an answer to write to.
        answer.set_running_or_notify_cancel()
        # A daemon: a process that stops waits for no programme.
        thread = threading.Thread(target=_work, args=(function, answer), name=f"programme-{self._name}", daemon=True)
        self._threads.append(thread)
        thread.start()
        try:
            await asyncio.wait({(awaited := asyncio.wrap_future(answer))}, timeout=seconds)
        finally:
            if not answer.done():
                _end(thread)
        if not awaited.done():
            awaited.cancel()
            raise OutOfTime
        return awaited.result()


def _work(function: Callable[[], T], answer: Future[T]) -> None:
    try:
        # Nothing of the call being served is inherited: not the token of its caller.
        answer.set_result(contextvars.Context().run(function))
    except Exception as error:  # noqa: BLE001 - whatever a programme raises is told, and ends here
        # No coroutine may raise StopIteration.
        answer.set_exception(RuntimeError("StopIteration") if isinstance(error, StopIteration) else error)
    except BaseException as error:  # noqa: BLE001 - who ends the process is not a programme
        answer.set_exception(RuntimeError(type(error).__name__))


def _end(thread: threading.Thread) -> None:
    if thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_TimeIsOver))
