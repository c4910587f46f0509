"""What it takes to let entries of records enter by themselves; storage and clients provide it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from passeport_prevention.domain.arrival import Entry, EntryNews, Waiting
from passeport_prevention.usecases.ports import UnitOfWork

__all__ = ["ArrivalWork", "Arrivals", "Entries", "OpenArrivalWork"]


class Entries(Protocol):
    """The entries that records guarantees."""

    async def read(self, names: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, Entry]:
        """Those of some entries, named by person and identifier, that stand and enter. Raises while records is away."""


class Arrivals(Protocol):
    """The entries of records that enter by themselves: what is still to be read of them, and what each became."""

    async def is_known(self, news: EntryNews) -> bool:
        """Whether anything was heard before of an entry."""

    async def want(self, news: EntryNews, now: datetime) -> bool:
        """Notes that an entry is to be read; False where what is told of it was read before."""

    async def want_all(self, after: tuple[UUID, UUID] | None, limit: int, now: datetime) -> Sequence[tuple[UUID, UUID]]:
        """Notes that the next of those that entered are to be read, by person and entry; gives which."""

    async def take(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Waiting]:
        """The next entries to be read, which nobody else takes for a while."""

    async def unchanged(self, taken: Sequence[Waiting]) -> Sequence[Waiting]:
        """Those of which nothing was heard since they were taken, locked until the end of the transaction."""

    async def arrived(self, waiting: Waiting, training_id: UUID, entry: Entry) -> None:
        """Notes that an entry was read, and the training that it is."""

    async def left(self, waiting: Waiting) -> None:
        """Notes that an entry was read and does not enter, or not any more."""


class ArrivalWork(UnitOfWork, Protocol):
    """One transaction. Left without `commit`, nothing of it remains."""

    @property
    def arrivals(self) -> Arrivals:
        """What enters by itself."""


OpenArrivalWork = Callable[[], AbstractAsyncContextManager[ArrivalWork]]
"""Begins a unit of work."""
