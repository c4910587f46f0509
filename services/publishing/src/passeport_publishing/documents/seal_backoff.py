"""When the level of a seal cannot be had: whom to ask again when, and what is done meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter

from passeport_chassis.clock import Clock
from passeport_publishing.errors import TimestampUnavailable

__all__ = ["SealBackoff"]

_log = structlog.get_logger(__name__)
_failed = Counter("seal_level_unavailable_total", "Seals whose level could not be had.")
_lowered = Counter("seal_level_lowered_total", "Seals made at B-B because the level wanted could not be had.")
_FIRST = timedelta(seconds=1)
_MOST = timedelta(minutes=1)


class SealBackoff:
    """Remembers, for all workers, that a level failed, so that not every publication waits for a time-out."""

    def __init__(self, clock: Clock, *, lowers: bool) -> None:
        """`lowers`: B-B is made meanwhile; else publishing is refused."""
        self._clock = clock
        self._lowers = lowers
        self._until: datetime | None = None
        self._pause = _FIRST

    @property
    def is_waiting(self) -> bool:
        """Whether it is too early to try again."""
        return self._until is not None and self._clock() < self._until

    def succeeded(self) -> None:
        """The level could be had."""
        self._until, self._pause = None, _FIRST

    def failed(self, why: str) -> None:
        """It could not: the next to ask wait for longer."""
        _failed.inc()
        self._until = self._clock() + self._pause
        _log.warning("the level of the seal cannot be had", why=why, seconds=self._pause.total_seconds())
        self._pause = min(self._pause * 2, _MOST)

    def lower(self) -> None:
        """Lets a seal be made at B-B in its stead. Raises TimestampUnavailable where that is not wanted."""
        if not self._lowers:
            left = self._until - self._clock() if self._until is not None else _FIRST
            raise TimestampUnavailable(retry_after=max(left, _FIRST))
        _lowered.inc()
