"""A key or certificate in use and the one that follows it, from a moment that is known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

__all__ = ["Succession"]

T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Succession(Generic[T]):
    """What is in use, and what is from `begins` on; nothing follows unless both are given."""

    first: T
    following: T | None = None
    begins: datetime | None = None
    clock: Callable[[], datetime] = _now

    @property
    def now(self) -> T:
        """The one in use."""
        if self.following is None or self.begins is None or self.clock() < self.begins:
            return self.first
        return self.following

    @property
    def all(self) -> tuple[T, ...]:
        """Both, or the one there is; others must know the following one before it is used."""
        return (self.first,) if self.following is None else (self.first, self.following)
