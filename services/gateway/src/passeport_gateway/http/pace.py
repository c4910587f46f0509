"""How long others may take: between two pieces, and on average over all of them.

A large file may take as long as its line needs, so that it has no bound in all. Whoever sends or reads nearly nothing
would hold a place for ever, so that there is a least rate; a pause as long as the idle time is free.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from passeport_gateway.errors import ClientTooSlow

__all__ = ["Pace", "Stopwatch"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """The longest wait for one piece in seconds, and the least rate in bytes a second."""

    idle: float
    least_rate: float = 0.0


class Stopwatch:
    """Holds one client to a pace; only the time spent waiting for him counts."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._waited = 0.0
        self._size = 0

    async def wait_for(self, piece: Awaitable[T]) -> T:
        """Waits for the client. Raises ClientTooSlow."""
        started = self._clock()
        try:
            async with asyncio.timeout(self._pace.idle):
                return await piece
        except TimeoutError:
            raise ClientTooSlow from None
        finally:
            self._waited += self._clock() - started

    def passed(self, size: int) -> None:
        """Notes that so many bytes came or went. Raises ClientTooSlow."""
        self._size += size
        if self._size < (self._waited - self._pace.idle) * self._pace.least_rate:
            raise ClientTooSlow
