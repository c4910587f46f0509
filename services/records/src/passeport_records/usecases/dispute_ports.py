"""What the use cases of disputes need of storage: on one passport, and on all of them for sources and feeds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from passeport_records.domain.batch import Sender
from passeport_records.domain.dispute import Dispute
from passeport_records.domain.entry import Entry

__all__ = ["Contested", "DisputePage", "Disputes", "SourceDisputes"]


@dataclass(frozen=True, slots=True)
class DisputePage:
    """Some disputes, and the last of them if others follow."""

    disputes: tuple[Dispute, ...]
    next: UUID | None


@dataclass(frozen=True, slots=True)
class Contested:
    """A dispute, and the entry that it is about as it is by now.

    None where it is no concern of who asks any more: the dispute has ended, or somebody else tells of the entry now.
    """

    dispute: Dispute
    entry: Entry | None


class Disputes(Protocol):
    """The disputes of one holder; those of whoever was merged into him are among them."""

    async def lock_entry(self, entry_id: UUID) -> Entry:
        """Gets an entry that no feed changes until the end of the transaction. Raises EntryNotFound."""

    async def add(self, dispute: Dispute) -> UUID | None:
        """Adds a dispute; None, or the one of the same entry that is open already, in whose stead nothing is added."""

    async def get(self, dispute_id: UUID) -> Dispute:
        """Gets a dispute, locked until the end of the transaction. Raises DisputeNotFound."""

    async def page(self, entry_id: UUID | None, limit: int, after: UUID | None) -> DisputePage:
        """Those of an entry, or all, the newest first."""

    async def of_entries(self, entry_ids: Collection[UUID]) -> Sequence[Dispute]:
        """Those of some entries, the newest first."""

    async def save(self, dispute: Dispute) -> None:
        """Writes the next revision of a dispute that `get` has locked."""


class SourceDisputes(Protocol):
    """The disputes of all holders."""

    async def page(
        self,
        siren: str | None,
        limit: int,
        after: UUID | None,
        *,
        open_only: bool = False,
        due_before: date | None = None,
    ) -> DisputePage:
        """Those that a legal person is to answer, or all without one, the newest first."""

    async def listed_since(self, since: datetime, disputes: Sequence[Dispute], sender: Sender) -> Collection[UUID]:
        """Those of which their holders can read that a sender was handed them in a list, at or after `since`."""

    async def get(self, siren: str | None, dispute_id: UUID) -> Contested:
        """One of these, locked until the end of the transaction. Raises DisputeNotFound."""

    async def save(self, dispute: Dispute) -> None:
        """Writes the next revision of a dispute that is locked."""

    async def open_of(self, entries: Collection[tuple[UUID, UUID]]) -> Sequence[Dispute]:
        """The open disputes of entries (person and entry), locked until the end of the transaction."""

    async def unsettled_of(self, entries: Collection[tuple[UUID, UUID]]) -> Sequence[Dispute]:
        """The disputes that a batch ended which is undone, of entries without an open one, the newest first; locked."""

    async def move(self, dispute: Dispute, entry_id: UUID) -> bool:
        """Makes a dispute be about the entry that goes on in the stead of its own; False if that one has another."""

    async def overdue(self) -> Mapping[str, int]:
        """How many open disputes are overdue today, by source."""
