"""An answer that is the same for everybody, asked for now and then instead of once for each request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

__all__ = ["SharedAnswer"]

T = TypeVar("T")


class SharedAnswer(Generic[T]):
    """Asks when nothing is known, or what is known is older than `seconds`; meanwhile everybody waits for one question.

    A question that fails is told to those who wait for it. It is not kept, and neither is what was known before: the
    next who comes asks again.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[T]], seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """`ask` asks on behalf of whoever comes first, and must end by itself."""
        self._ask = ask
        self._seconds = seconds
        self._now = now
        self._known: tuple[T, float] | None = None
        self._asking: asyncio.Task[T] | None = None

    async def get(self) -> T:
        """The answer, `seconds` old at most. Raises whatever the question raises."""
        if self._known is not None:
            answer, asked_at = self._known
            if self._now() - asked_at < self._seconds:
                return answer
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_anew(self._now()))
            self._asking.add_done_callback(_told)
        # Others wait for it too: it goes on when the one who asked is gone.
        return await asyncio.shield(self._asking)

    def forget(self) -> None:
        """Lets the next who comes ask."""
        self._known = None

    async def _ask_anew(self, asked_at: float) -> T:
        self._known = None
        try:
            answer = await self._ask()
            self._known = (answer, asked_at)
        finally:
            self._asking = None
        return answer


def _told(asking: asyncio.Task[T]) -> None:
    # Looked at, so that nothing is logged when everybody who waited is gone.
    if not asking.cancelled():
        asking.exception()
