"""What the use cases need of a service; its storage answers, and its own ports add to it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from passeport_chassis.access import Accesses
from passeport_dossier.domain.persons import Expiry, Merge

__all__ = ["Inbox", "OpenPersonWork", "PersonWork", "Persons"]


class Persons(Protocol):
    """Who is who. Merges and their ends may be heard of in any order, and again."""

    async def merge(self, merge: Merge) -> bool:
        """Notes a merge; False when it was known, or is undone already."""

    async def split(self, merge: Merge) -> bool:
        """Notes that a merge is undone; False when it was known, or the merge is not known yet and will do nothing."""

    async def expire(self, expiry: Expiry) -> None:
        """Deletes for good what lies here under one identifier, accesses aside."""


class Inbox(Protocol):
    """Events already handled."""

    async def first_time(self, event_id: UUID) -> bool:
        """Notes an event; False when it was noted before."""


class PersonWork(Protocol):
    """One transaction of what identity found out about persons. Left without `commit`, nothing of it remains."""

    @property
    def persons(self) -> Persons:
        """Who is who."""

    @property
    def inbox(self) -> Inbox:
        """Events handled."""

    @property
    def accesses(self) -> Accesses:
        """The trail of accesses."""

    async def commit(self) -> None:
        """Makes it all last: rows and accesses, or none of them."""


OpenPersonWork = Callable[[], AbstractAsyncContextManager[PersonWork]]
"""Begins such a unit of work."""
