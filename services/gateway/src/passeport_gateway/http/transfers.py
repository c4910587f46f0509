"""Places for what takes long: files that come and reports that go, so many for one partner and so many in all.

Each holds a call to records for as long as it lasts, up to an hour, and records serves holders by the same server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from passeport_gateway.errors import Overloaded, TooManyAtOnce

__all__ = ["Transfers"]

_RETRY_AFTER = timedelta(seconds=5)


class Transfers:
    """Those of one sort that last now, in this process."""

    def __init__(self, in_all: int, per_client: int) -> None:
        self._in_all = in_all
        self._per_client = per_client
        self._held: Counter[str] = Counter()

    @contextmanager
    def place(self, client_id: str) -> Iterator[None]:
        """Holds a place for a partner. Raises TooManyAtOnce when he holds all that are his, Overloaded."""
        if self._held[client_id] >= self._per_client:
            raise TooManyAtOnce(metadata={"limit": str(self._per_client)}, retry_after=_RETRY_AFTER)
        if self._held.total() >= self._in_all:
            raise Overloaded(retry_after=_RETRY_AFTER)
        self._held[client_id] += 1
        try:
            yield
        finally:
            self._held[client_id] -= 1
            if not self._held[client_id]:
                del self._held[client_id]
