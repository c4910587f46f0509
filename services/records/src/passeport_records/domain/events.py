"""What records tells the other services: that something happened to an entry, by identifiers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_records.domain.details import AwardDetails
from passeport_records.domain.entry import Entry, Kind

__all__ = ["EntryCorrected", "EntryRegistered", "EntryWithdrawn", "Event", "registered"]


@dataclass(frozen=True, slots=True)
class EntryRegistered:
    """A guaranteed entry entered a passport, or came back into it."""

    entry_id: UUID
    person_id: UUID
    kind: Kind
    revision: int
    at: datetime
    award_code: str = ""


@dataclass(frozen=True, slots=True)
class EntryCorrected:
    """A source changed what an entry says."""

    entry_id: UUID
    person_id: UUID
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryWithdrawn:
    """A source took an entry back."""

    entry_id: UUID
    person_id: UUID
    revision: int
    at: datetime


Event = EntryRegistered | EntryCorrected | EntryWithdrawn


def registered(entry: Entry) -> EntryRegistered:
    """The event of an entry that just entered a passport."""
    details = entry.content.details
    code = details.code if isinstance(details, AwardDetails) else ""
    return EntryRegistered(entry.id, entry.person_id, entry.kind, entry.revision, entry.updated_at, code)
