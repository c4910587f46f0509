"""A place in memory where things last for a while, measured by the clock given."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

Clock = Callable[[], datetime]  # an instant with its time zone
T = TypeVar("T")


def wall_clock() -> datetime:
    """Return the instant it is."""
    return datetime.now(UTC)


class Shelf(Generic[T]):
    """Keeps each thing until its lifetime has passed; forgets the others when something new comes in."""

    def __init__(self, clock: Clock, lifetime: timedelta) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._kept: dict[str, tuple[datetime, T]] = {}

    def put(self, key: str, thing: T) -> None:
        """Keep the thing for one lifetime from now, anew if it was there."""
        now = self._clock()
        self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > now}
        self._kept[key] = (now + self._lifetime, thing)

    def get(self, key: str) -> T | None:
        """Return the thing, or None when it never came or its time has passed."""
        expiry, thing = self._kept.get(key, (None, None))
        return thing if expiry is not None and expiry > self._clock() else None

    def drop(self, key: str) -> None:
        """Forget the thing, if it is there."""
        self._kept.pop(key, None)

    def drop_where(self, condemned: Callable[[T], bool]) -> None:
        """Forget every thing of which this is true."""
        self._kept = {name: kept for name, kept in self._kept.items() if not condemned(kept[1])}
