"""What one holder contests, in memory (`fakes`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from passeport_records.domain.dispute import Dispute
from passeport_records.domain.entry import Entry, EntryState
from passeport_records.errors import DisputeNotFound, EntryNotFound
from passeport_records.usecases.dispute_ports import DisputePage

if TYPE_CHECKING:
    from fakes import Store


class FakeDisputes:
    def __init__(self, store: Store, person_id: UUID) -> None:
        self._store = store
        self._person_id = person_id

    @property
    def _mine(self) -> list[Dispute]:
        mine = [one for one in self._store.disputes.values() if one.person_id == self._person_id]
        return sorted(mine, key=lambda one: one.id, reverse=True)

    async def lock_entry(self, entry_id: UUID) -> Entry:
        entry = self._store.entries.get(entry_id)
        if entry is None or entry.person_id != self._person_id or entry.state is EntryState.DELETED:
            raise EntryNotFound(entry_id)
        return entry

    async def add(self, dispute: Dispute) -> UUID | None:
        for other in self._mine:
            if other.entry_id == dispute.entry_id and other.state.is_open:
                return other.id
        self._store.disputes[dispute.id] = dispute
        return None

    async def get(self, dispute_id: UUID) -> Dispute:
        for one in self._mine:
            if one.id == dispute_id:
                return one
        raise DisputeNotFound(dispute_id)

    async def page(self, entry_id: UUID | None, limit: int, after: UUID | None) -> DisputePage:
        found = [one for one in self._mine if entry_id in {None, one.entry_id} and (after is None or one.id < after)]
        return DisputePage(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None)

    async def of_entries(self, entry_ids: Collection[UUID]) -> Sequence[Dispute]:
        return [one for one in self._mine if one.entry_id in entry_ids]

    async def save(self, dispute: Dispute) -> None:
        self._store.disputes[dispute.id] = dispute
