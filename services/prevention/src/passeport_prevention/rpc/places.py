"""Places for what takes long: so many calls of a sort at once, of which one client never has more than his share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from passeport_prevention.errors import ImportsBusy

__all__ = ["Places"]


class Places:
    """Those of one sort that last now, in this process."""

    def __init__(self, in_all: int) -> None:
        self._in_all = in_all
        self._share = max(1, in_all // 2)
        self._held: Counter[str] = Counter()

    @contextmanager
    def one(self, client_id: str) -> Iterator[None]:
        """Holds a place for a client. Raises ImportsBusy when all are taken, or half of them by him."""
        if self._held[client_id] >= self._share or self._held.total() >= self._in_all:
            raise ImportsBusy
        self._held[client_id] += 1
        try:
            yield
        finally:
            self._held[client_id] -= 1
            if not self._held[client_id]:
                del self._held[client_id]
