"""Records as the tests of arrivals want it: what it says of entries, and the events by which it tells of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from passeport.records.v1 import dispute_service_pb2, events_pb2
from passeport_chassis.ids import new_id
from passeport_chassis.messaging import Delivery, Stream
from passeport_prevention.domain.arrival import Entry, EntryKind
from passeport_prevention.messaging.streams import (
    ENTRY_CORRECTED,
    ENTRY_DISPUTED,
    ENTRY_REGISTERED,
    ENTRY_SETTLED,
    ENTRY_WITHDRAWN,
)
from support import day

__all__ = ["RECORDS", "FakeRecords", "award_entry", "event_of", "told"]

# As records makes it.
RECORDS = Stream("RECORDS", ("passeport.records.v1.>",), max_bytes=1_000_000)


class FakeRecords:
    """The entries that stand and enter, by identifier; raises what it is told to."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = {one.id: one for one in entries}
        self.error: Exception | None = None
        self.asked: list[UUID] = []

    async def read(self, names: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, Entry]:
        self.asked += [entry_id for _, entry_id in names]
        if self.error is not None:
            raise self.error
        return {entry_id: self.entries[entry_id] for _, entry_id in names if entry_id in self.entries}

    def change(self, entry: Entry, **changes: Any) -> Entry:
        """Another revision of an entry; with no changes it is taken back."""
        if not changes:
            return self.entries.pop(entry.id)
        self.entries[entry.id] = replace(entry, revision=entry.revision + 1, **changes)
        return self.entries[entry.id]


def award_entry(title: str = "Sauveteur secouriste du travail", **changes: Any) -> Entry:
    """An award in health and safety at work."""
    fields: dict[str, Any] = {
        "id": new_id(),
        "revision": 1,
        "kind": EntryKind.CERTIFICATION,
        "title": title,
        "code": "RS5801",
        "organisation": "Institut du secours (fictif)",
        "siret": "00100014000010",
        "start": day("2026-03-04"),
        "end": day("2028-03-04"),
        "source": "Certificateur",
        **changes,
    }
    return Entry(**fields)


_EVENTS: dict[str, Any] = {
    ENTRY_REGISTERED: events_pb2.EntryRegistered,
    ENTRY_CORRECTED: events_pb2.EntryCorrected,
    ENTRY_WITHDRAWN: events_pb2.EntryWithdrawn,
    ENTRY_DISPUTED: events_pb2.EntryDisputed,
    ENTRY_SETTLED: events_pb2.EntrySettled,
}


def event_of(subject: str, person_id: UUID, entry: Entry, *, prevention: bool = True) -> bytes:
    """What records tells of an entry."""
    said: dict[str, Any] = {"person_id": str(person_id), "entry_id": str(entry.id)}
    if subject != ENTRY_SETTLED:
        said["revision"] = entry.revision
    if subject in (ENTRY_REGISTERED, ENTRY_CORRECTED):
        said["prevention"] = prevention
    if subject == ENTRY_SETTLED:
        said["state"] = dispute_service_pb2.DISPUTE_STATE_REFUSED
    data: bytes = _EVENTS[subject](**said).SerializeToString()
    return data


def told(subject: str, person_id: UUID, entry: Entry, *, prevention: bool = True) -> Delivery:
    """The same, as it is handed to its handler."""
    headers = {"ce-id": str(new_id()), "ce-type": subject}
    return Delivery.of(subject, event_of(subject, person_id, entry, prevention=prevention), headers, "RECORDS", 1)
