"""Waiting for what other processes do in their own time, and saying what was missing when it never came."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_STEP = 0.1


def eventually(look: Callable[[], T], what: str, *, seconds: float = 20.0) -> T:
    """Look again and again until what is seen is true; gives it."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(_STEP)
