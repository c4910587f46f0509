"""Ctrl-C, `kill` and a closed terminal: one of them is enough, and none cuts short the stopping of what runs."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_LOOK_SECONDS = 0.5


def interrupt_once() -> None:
    """Let the first of these signals raise KeyboardInterrupt, and ignore those that follow.

    A SIGHUP that is ignored already stays so: `nohup` wants it. Another does not: a shell has whatever a script starts
    with `&` ignore SIGINT.
    """
    for number in _NUMBERS:
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    if _has_terminal():
        threading.Thread(target=_miss_terminal, daemon=True).start()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let the block come to its end; a signal that arrives meanwhile does its work after it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    former = {number: signal.signal(number, lambda got, _: arrived.append(got)) for number in _NUMBERS}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        if arrived:
            signal.raise_signal(arrived[0])


def _interrupt(*_: object) -> None:
    for number in _NUMBERS:
        if signal.getsignal(number) is _interrupt:
            signal.signal(number, _ignore)
    raise KeyboardInterrupt


def _has_terminal() -> bool:
    """Whether we are what the terminal is busy with, and so end with it."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError, AttributeError):
        return False


def _miss_terminal() -> None:
    # A terminal that is closed tells its first program. When that is make, make waits for us and tells us nothing.
    while sys.stdin.isatty():
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGHUP)


def _ignore(*_: object) -> None:
    """Not SIG_IGN: programs that are just being started would inherit it."""
