"""Leaves a programme alone for a while that used up its time again and again."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Circuit"]

_MOST = 3
_PAUSE = 60.0


class Circuit:
    """Opens after so many time-outs in a row; after a pause calls are tried again, and the first in time closes it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = _MOST, pause: float = _PAUSE) -> None:
        self._clock = clock
        self._most = most
        self._pause = pause
        self._in_a_row = 0
        self._opened_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the programme is left alone now."""
        return self._in_a_row >= self._most and self._clock() < self._opened_at + self._pause

    def in_time(self) -> None:
        """Notes a call that ended in time, well or not."""
        self._in_a_row = 0

    def out_of_time(self) -> None:
        """Notes a call that did not."""
        self._in_a_row += 1
        self._opened_at = self._clock()
