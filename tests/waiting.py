"""Waiting for what a suite of programs comes to by itself."""

import time
from collections.abc import Callable

_POLL_SECONDS = 0.2


def until(condition: Callable[[], bool], what: str, *, timeout: float = 45.0) -> float:
    """Wait for a fact and give the seconds that it took; fails with its name when it does not come."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < timeout, f"{what}: not within {timeout:.0f} s"
        time.sleep(_POLL_SECONDS)
    return time.monotonic() - began
