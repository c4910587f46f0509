"""A function called again and again in this process, as fast as it goes."""

import asyncio
import time
from collections.abc import Callable

from bench.rounds import Measure


class FloorError(Exception):
    """A floor that does not do what it is there for measures nothing."""


def repeatedly(work: Callable[[], object], seconds: float) -> Measure:
    """Make a measure of a function; what it gives must be true."""

    def work_on() -> float:
        count, began = 0, time.perf_counter()
        while True:
            if not work():
                raise FloorError(f"{work.__qualname__} gave nothing")
            count += 1
            now = time.perf_counter()
            if now - began >= seconds:
                return count / (now - began)

    async def measure() -> float:
        # In a thread: pyHanko begins event loops of its own, and refuses to inside another one.
        return await asyncio.to_thread(work_on)

    return measure
