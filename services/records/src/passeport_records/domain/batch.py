"""A batch: one file of one partner, from its receipt to the outcome of its last line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from passeport_records.domain.organisation import Organisation

__all__ = [
    "MAX_FILE_BYTES",
    "Batch",
    "BatchState",
    "Counts",
    "Feed",
    "FileHead",
    "Progress",
    "Rollback",
    "Sender",
]

MAX_FILE_BYTES = 200 * 1024 * 1024
"""Largest file of a feed: the limit of the certifiers' official format (200 Mo), and ours for every feed."""


class Feed(StrEnum):
    """Official feeds."""

    CERTIFICATIONS = "certifications"
    DSN = "dsn"
    DIPLOMAS = "diplomas"
    TRAININGS = "trainings"


class BatchState(StrEnum):
    """Where a batch stands. While `receiving` it is nobody's business but the upload's."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    """At its end too, but part of it could not be processed, or never came: its report says which."""
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"
    """Passports are what they would be had it never been sent."""

    @property
    def is_over(self) -> bool:
        """Whether every item has its outcome, and the report can be read."""
        return self not in {BatchState.RECEIVING, BatchState.RECEIVED, BatchState.RUNNING}

    @property
    def is_rollback(self) -> bool:
        """Whether it is being undone, or was."""
        return self in {BatchState.ROLLING_BACK, BatchState.ROLLED_BACK}


@dataclass(frozen=True, slots=True)
class Sender:
    """The partner who sends: OAuth client, organisation, and idClient («BCR») when he is a certifier.

    `every_employer`: he redistributes the DSN, and declares for all employers; others declare for their SIREN alone.
    """

    client_id: str
    organisation: Organisation
    id_client: str = ""
    every_employer: bool = False


@dataclass(frozen=True, slots=True)
class FileHead:
    """What a file says of itself before its items.

    `late_heads`: the file gives a certification's code after its passages, which the XSD allows (xsd:all).
    """

    format_version: str = ""
    flux_id: str = ""
    id_client: str = ""
    late_heads: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Outcomes of the items so far. Remarks say something of the file and stop no item."""

    accepted: int = 0
    duplicates: int = 0
    unresolved: int = 0
    rejected: int = 0
    remarks: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.accepted + other.accepted,
            self.duplicates + other.duplicates,
            self.unresolved + other.unresolved,
            self.rejected + other.rejected,
            self.remarks + other.remarks,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollback:
    """The undoing of a batch: why, by which operator (none: the partner himself), and how far it is.

    `after` is the last entry that was looked at; `undone` how many do not stay as the batch left them, `kept` how
    many do.
    """

    reason: str
    began_at: datetime
    operator: str = ""
    ended_at: datetime | None = None
    after: tuple[UUID, UUID] | None = None
    undone: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is read: bytes, the line of the last item with an outcome, and when a worker began with it."""

    began_at: datetime | None = None
    bytes_read: int = 0
    lines_read: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One file and what became of it.

    `position` is the number of items whose outcome is stored; `trace` the headers of the trace in which it was sent;
    `attempts` the number of times in a row that it was taken without getting further, this one included; `given_up`
    the number of items that were rejected because they could not be processed or the file is cut there; `later` the
    number of transactions that changed what became of items after the end of the batch; `waiting` the number of items
    that are tried again, where somebody asked for it; `report_expired_at` when its report ceased to be kept.
    """

    id: UUID
    feed: Feed
    sender: Sender
    file_name: str
    created_at: datetime
    state: BatchState = BatchState.RECEIVING
    head: FileHead = FileHead()
    size: int = 0
    sha256: str = ""
    counts: Counts = Counts()
    position: int = 0
    later: int = 0
    treatment_number: int = 0
    finished_at: datetime | None = None
    attempts: int = 0
    given_up: int = 0
    progress: Progress = Progress()
    waiting: int = 0
    rollback: Rollback | None = None
    report_expired_at: datetime | None = None
    trace: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def turn(self) -> int:
        """Which of the transactions of this batch is the next: each has a number of its own, and they rise."""
        return self.position + self.later

    def per_second(self, now: datetime) -> float:
        """Items a second since a worker began with it; 0 before."""
        began_at = self.progress.began_at
        if began_at is None:
            return 0.0
        seconds = ((self.finished_at or now) - began_at).total_seconds()
        return self.position / max(seconds, 0.001)

    def estimated_end(self, now: datetime) -> datetime | None:
        """When it will be over, by the bytes that are read; None before any are, and once it is over."""
        began_at, read = self.progress.began_at, self.progress.bytes_read
        if began_at is None or not read or not self.position or self.state.is_over:
            return None
        return began_at + (now - began_at) * (self.size / read)
