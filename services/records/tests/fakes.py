"""Ports of a passport in memory. They keep the same promises as the real ones: `port_suite` is run on both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from fake_disputes import FakeDisputes
from passeport_chassis.access import Access, AccessPage, AccessPosition
from passeport_chassis.ids import new_id
from passeport_records.domain.attachment import Attachment
from passeport_records.domain.declared_story import HolderStep, whole_story
from passeport_records.domain.dispute import Dispute
from passeport_records.domain.entry import Entry, EntryState, Kind, Nature
from passeport_records.domain.events import Event
from passeport_records.domain.joining import Decision, Pair
from passeport_records.domain.leaf import EntryProof
from passeport_records.domain.listing import EntryPage, EntryPosition, position_of, rank
from passeport_records.domain.organisation import NO_ORGANISATION
from passeport_records.domain.provenance import Provenance, Source
from passeport_records.domain.request import Claimed
from passeport_records.errors import AttachmentNotFound, EntryNotFound, EntryNotInLedger
from passeport_records.referentials.domain.labels import LabelHistory, Reference


class Store:
    """What has been committed."""

    def __init__(self) -> None:
        self.entries: dict[UUID, Entry] = {}
        self.claims: dict[tuple[UUID, str], Claimed] = {}
        self.accesses: list[tuple[UUID, Access]] = []
        self.attachments: dict[UUID, Attachment] = {}
        self.joinings: dict[Pair, tuple[Decision, datetime]] = {}
        self.steps: list[tuple[UUID, HolderStep]] = []
        self.disputes: dict[UUID, Dispute] = {}
        self.events: list[Event] = []

    @property
    def contested(self) -> set[UUID]:
        return {one.entry_id for one in self.disputes.values() if one.state.is_open}

    def decided(self) -> dict[Pair, Decision]:
        return {pair: decision for pair, (decision, at) in self.joinings.items() if self._counts(pair, decision, at)}

    def _counts(self, pair: Pair, decision: Decision, at: datetime) -> bool:
        mine, other = (self.entries[one] for one in pair)
        if decision is not Decision.JOINED or mine.nature is Nature.DECLARED:
            return True
        return max(mine.updated_at, other.updated_at) <= at

    @property
    def shown(self) -> list[Entry]:
        contested = self.contested
        return [replace(entry, contested=entry.id in contested) for entry in self.entries.values()]

    def copy(self) -> Store:
        other = Store()
        other.entries = {**self.entries}
        other.claims = {**self.claims}
        other.accesses = [*self.accesses]
        other.attachments = {**self.attachments}
        other.joinings = {**self.joinings}
        other.steps = [*self.steps]
        other.disputes = {**self.disputes}
        other.events = [*self.events]
        return other


class FakeEntries:
    def __init__(self, store: Store, person_id: UUID) -> None:
        self._store = store
        self._person_id = person_id

    @property
    def _mine(self) -> dict[UUID, Entry]:
        return {entry.id: entry for entry in self._store.shown if entry.person_id == self._person_id}

    async def page(
        self,
        kinds: Collection[Kind],
        limit: int,
        after: EntryPosition | None,
        *,
        guaranteed_only: bool = False,
        uncontested_only: bool = False,
        state: EntryState = EntryState.ACTIVE,
    ) -> EntryPage:
        def order(position: EntryPosition) -> tuple[int, int, str, str]:
            return rank(position.kind), position.place, position.dated_on, str(position.id)

        found = [
            entry
            for entry in self._mine.values()
            if entry.state is state
            and not (state is EntryState.ACTIVE and self._is_joined(entry))
            and (not kinds or entry.kind in kinds)
            and (not guaranteed_only or entry.nature is Nature.GUARANTEED)
            and not (uncontested_only and entry.id in self._store.contested)
        ]
        found.sort(key=lambda entry: order(position_of(entry)), reverse=True)
        if after is not None:
            found = [entry for entry in found if order(position_of(entry)) < order(after)]
        page = tuple(found[:limit])
        return EntryPage(page, position_of(page[-1]) if len(found) > limit else None)

    def _is_joined(self, entry: Entry) -> bool:
        return any(
            (declared, decision) == (entry.id, Decision.JOINED)
            and self._store.entries[guaranteed].state is EntryState.ACTIVE
            for (declared, guaranteed), decision in self._store.decided().items()
        )

    async def get(self, entry_id: UUID, *, deleted: bool = False) -> Entry:
        entry = self._mine.get(entry_id)
        if entry is None or (entry.state is EntryState.DELETED and not deleted):
            raise EntryNotFound(entry_id)
        return entry

    async def get_all(self, entry_ids: Sequence[UUID]) -> tuple[Entry, ...]:
        entries = [await self.get(entry_id) for entry_id in entry_ids]
        for entry in entries:
            if entry.state is EntryState.DRAFT:
                raise EntryNotFound(entry.id)
        return tuple(entries)

    async def everything(self, limit: int, after: UUID | None) -> tuple[Entry, ...]:
        found = sorted(self._mine.values(), key=lambda entry: entry.id)
        return tuple(entry for entry in found if after is None or entry.id > after)[:limit]

    async def employments(self) -> tuple[Entry, ...]:
        return tuple(
            entry
            for entry in self._mine.values()
            if (entry.kind, entry.nature, entry.state) == (Kind.EMPLOYMENT, Nature.GUARANTEED, EntryState.ACTIVE)
        )

    async def add(self, entry: Entry) -> None:
        self._store.entries[entry.id] = entry

    async def replace(self, entry: Entry) -> bool:
        stored = self._mine.get(entry.id)
        if stored is None or stored.revision != entry.revision - 1:
            return False
        self._store.entries[entry.id] = entry
        return True

    async def lock(self, kind: Kind) -> Collection[UUID]:
        return {
            entry.id for entry in self._mine.values() if entry.kind is kind and entry.state is not EntryState.DELETED
        }

    async def arrange(self, kind: Kind, entry_ids: Sequence[UUID]) -> None:
        for entry_id in await self.lock(kind):
            place = -(entry_ids.index(entry_id) + 1) if entry_id in entry_ids else 0
            self._store.entries[entry_id] = replace(self._store.entries[entry_id], place=place)


class FakeAttachments:
    def __init__(self, store: Store, person_id: UUID) -> None:
        self._store = store
        self._person_id = person_id

    async def lock(self, entry: Entry) -> None:
        pass

    async def of_entries(self, entry_ids: Collection[UUID]) -> Sequence[Attachment]:
        return [one for entry_id in entry_ids for one in await self.of_entry(entry_id)]

    async def of_entry(self, entry_id: UUID) -> Sequence[Attachment]:
        mine = [one for one in self._store.attachments.values() if one.person_id == self._person_id]
        return sorted((one for one in mine if one.entry_id == entry_id), key=lambda one: one.id)

    async def get(self, entry_id: UUID, attachment_id: UUID) -> Attachment:
        for one in await self.of_entry(entry_id):
            if one.id == attachment_id:
                return one
        raise AttachmentNotFound(attachment_id)

    async def add(self, entry: Entry, attachment: Attachment) -> Attachment:
        self._store.attachments[attachment.id] = replace(attachment, person_id=entry.person_id)
        return self._store.attachments[attachment.id]

    async def rename(self, attachment: Attachment, file_name: str) -> Attachment:
        self._store.attachments[attachment.id] = replace(attachment, file_name=file_name)
        return self._store.attachments[attachment.id]

    async def remove(self, attachment: Attachment) -> None:
        self._store.attachments.pop(attachment.id, None)


class FakeJoinings:
    def __init__(self, store: Store, person_id: UUID) -> None:
        self._store = store
        self._person_id = person_id

    async def entries(self, kinds: Collection[Kind]) -> Sequence[Entry]:
        mine = [entry for entry in self._store.shown if entry.person_id == self._person_id]
        return [entry for entry in mine if entry.state is EntryState.ACTIVE and entry.kind in kinds]

    async def decided(self) -> Mapping[Pair, Decision]:
        return {
            pair: decision
            for pair, decision in self._store.decided().items()
            if self._store.entries[pair[0]].person_id == self._person_id
        }

    async def decide(self, declared: Entry, guaranteed: Entry, decision: Decision, at: datetime) -> None:
        self._store.joinings[declared.id, guaranteed.id] = decision, at


class FakeProvenances:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, entry: Entry) -> Provenance:
        told = whole_story(entry, [step for entry_id, step in self._store.steps if entry_id == entry.id])
        return Provenance(entry_id=entry.id, source=Source.HOLDER, sender=NO_ORGANISATION, holder_steps=told)

    async def get_all(self, entries: Sequence[Entry]) -> Sequence[Provenance]:
        return [await self.get(entry) for entry in entries]

    async def note(self, entry: Entry, step: HolderStep) -> None:
        self._store.steps.append((entry.id, step))


class FakeLedger:
    """One in which nothing is yet."""

    async def prove(self, entry: Entry) -> EntryProof:
        raise EntryNotInLedger(entry.id)


class FakeRequests:
    def __init__(self, store: Store, person_id: UUID) -> None:
        self._store = store
        self._person_id = person_id

    async def claim(self, request_id: str, claim: Claimed) -> Claimed | None:
        earlier = self._store.claims.get((self._person_id, request_id))
        if earlier is None:
            self._store.claims[self._person_id, request_id] = claim
        return earlier


class FakeAccesses:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def record(self, *accesses: Access) -> None:
        self._store.accesses += [(new_id(), access) for access in accesses]

    async def page(self, person_id: UUID, limit: int, after: AccessPosition | None) -> AccessPage:
        mine = [(a.at, id_, a) for id_, a in self._store.accesses if a.person_id == person_id]
        mine.sort(key=lambda found: found[:2], reverse=True)
        if after is not None:
            mine = [found for found in mine if found[:2] < (after.at, after.id)]
        page = mine[:limit]
        last = AccessPosition(page[-1][0], page[-1][1]) if len(mine) > limit else None
        return AccessPage(tuple(found[2] for found in page), last)


class FakeLabels:
    async def find(self, references: Collection[Reference]) -> Mapping[Reference, LabelHistory]:
        return {}


class FakeUnitOfWork:
    def __init__(self, committed: Store, person_id: UUID) -> None:
        self._committed = committed
        self._store = committed.copy()
        self.entries = FakeEntries(self._store, person_id)
        self.attachments = FakeAttachments(self._store, person_id)
        self.joinings = FakeJoinings(self._store, person_id)
        self.provenances = FakeProvenances(self._store)
        self.disputes = FakeDisputes(self._store, person_id)
        self.labels = FakeLabels()
        self.ledger = FakeLedger()
        self.requests = FakeRequests(self._store, person_id)
        self.accesses = FakeAccesses(self._store)

    def emit(self, event: Event) -> None:
        self._store.events.append(event)

    async def commit(self) -> None:
        self._committed.__dict__.update(self._store.copy().__dict__)


class FakeUnits:
    """Begins units of work on a store in memory."""

    def __init__(self) -> None:
        self.store = Store()

    @asynccontextmanager
    async def __call__(self, person_id: UUID) -> AsyncIterator[FakeUnitOfWork]:
        yield FakeUnitOfWork(self.store, person_id)
