"""A time limit for pure Python code in a worker process, where no event loop can cancel anything."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN = 0.05
"""Seconds between two alarms once time is up."""


class TimeIsUp(BaseException):
    """The work took too long. Not an Exception, so that no parser swallows it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises TimeIsUp in the body after so many seconds. Main thread of a process only.

    CPython drops what a signal handler raises while a finaliser or a callback of the garbage collector
    runs. So the alarm rings until somebody hears it, and a body that ends without having heard is late too.
    """
    rang = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal rang
        rang = True
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if rang:
        raise TimeIsUp
