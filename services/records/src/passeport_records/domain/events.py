"""What records tells the other services: that something happened to an entry, by identifiers alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from passeport_records.domain.batch import Batch, BatchState, Feed
from passeport_records.domain.details import AwardDetails, EmploymentDetails
from passeport_records.domain.dispute import Dispute, DisputeState
from passeport_records.domain.entry import Content, Entry, Kind
from passeport_records.domain.prevention import prevention_code
from passeport_records.domain.provenance import Change

__all__ = [
    "BatchFinished",
    "EntryCorrected",
    "EntryDisputed",
    "EntryRegistered",
    "EntrySettled",
    "EntryWithdrawn",
    "Event",
    "disputed",
    "events_of",
    "finished",
    "registered",
    "settled",
]


@dataclass(frozen=True, slots=True)
class EntryRegistered:
    """A guaranteed entry entered a passport, or came back into it."""

    entry_id: UUID
    person_id: UUID
    kind: Kind
    revision: int
    at: datetime
    award_code: str = ""
    prevention_code: str = ""
    """The certification by which it may enter the passeport de prévention; it is not told."""
    prevention: bool = False
    """Whether it enters the passeport de prévention; see `usecases.mark_events`."""


@dataclass(frozen=True, slots=True)
class EntryCorrected:
    """A source changed what an entry says, in what a publication prints (`events_of`)."""

    entry_id: UUID
    person_id: UUID
    revision: int
    at: datetime
    prevention_code: str = ""
    """As of `EntryRegistered`, by what it says now."""
    prevention: bool = False


@dataclass(frozen=True, slots=True)
class EntryWithdrawn:
    """A source took an entry back."""

    entry_id: UUID
    person_id: UUID
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryDisputed:
    """The holder told the source of an entry that it is wrong; `revision` is the one that he contests."""

    entry_id: UUID
    person_id: UUID
    dispute_id: UUID
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class EntrySettled:
    """A dispute ended, however it did."""

    entry_id: UUID
    person_id: UUID
    dispute_id: UUID
    state: DisputeState
    at: datetime


@dataclass(frozen=True, slots=True)
class BatchFinished:
    """Every item of a file has its outcome."""

    batch_id: UUID
    feed: Feed
    state: BatchState
    at: datetime


Event = EntryRegistered | EntryCorrected | EntryWithdrawn | EntryDisputed | EntrySettled | BatchFinished


def registered(entry: Entry) -> EntryRegistered:
    """The event of an entry that just entered a passport."""
    details = entry.content.details
    code = details.code if isinstance(details, AwardDetails) else ""
    enters_by = prevention_code(details)
    return EntryRegistered(entry.id, entry.person_id, entry.kind, entry.revision, entry.updated_at, code, enters_by)


def events_of(entry: Entry, change: Change, before: Content | None) -> tuple[Event, ...]:
    """What is told of a change, of which `entry` is what came; `before` is what it said, if there was something.

    Nothing of one that is taken back from the start: nobody ever heard of it. Nor of a correction that no publication
    prints: none prints when a contract is planned to end, nor the commune of the place of work, and a CV is not out of
    date when only these have changed.
    """
    if change is Change.WITHDRAWN:
        if before is None:
            return ()
        return (EntryWithdrawn(entry.id, entry.person_id, entry.revision, entry.updated_at),)
    if change is Change.CORRECTED:
        if before is not None and _printed(before) == _printed(entry.content):
            return ()
        enters_by = prevention_code(entry.content.details)
        return (EntryCorrected(entry.id, entry.person_id, entry.revision, entry.updated_at, enters_by),)
    return (registered(entry),)


def _printed(content: Content) -> Content:
    details = content.details
    if not isinstance(details, EmploymentDetails):
        return content
    return replace(content, details=replace(details, planned_end=None, workplace_code=""))


def disputed(dispute: Dispute) -> EntryDisputed:
    """The event of a dispute that was just opened."""
    return EntryDisputed(dispute.entry_id, dispute.person_id, dispute.id, dispute.entry_revision, dispute.opened_at)


def disputed_again(dispute: Dispute, entry: Entry) -> EntryDisputed:
    """The event of a dispute that is open again, since what ended it was undone."""
    return EntryDisputed(dispute.entry_id, dispute.person_id, dispute.id, entry.revision, entry.updated_at)


def settled(dispute: Dispute) -> EntrySettled:
    """The event of a dispute that just ended."""
    if dispute.closed_at is None:
        raise ValueError("a dispute that is still open")
    return EntrySettled(dispute.entry_id, dispute.person_id, dispute.id, dispute.state, dispute.closed_at)


def finished(batch: Batch, at: datetime) -> BatchFinished:
    """The event of a file whose last item has its outcome."""
    return BatchFinished(batch.id, batch.feed, batch.state, at)
