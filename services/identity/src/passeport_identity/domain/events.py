"""What identity tells the other services, by identifiers alone.

`revision` is the person's, raised by every event that has one: whoever hears two out of order keeps the newer. What
becomes of a platform has none: whoever hears of it goes by its moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = [
    "AccountActivated",
    "AccountClosed",
    "AccountReopened",
    "DeathReported",
    "DeathWithdrawn",
    "Event",
    "PersonExpired",
    "PersonMerged",
    "PersonRenumbered",
    "PersonSplit",
    "PlatformRemoved",
]


@dataclass(frozen=True, slots=True)
class AccountActivated:
    """A holder activated his account."""

    person_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """A holder closed his account; nothing is deleted (R6323-38)."""

    person_id: UUID
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class AccountReopened:
    """A holder opened his account again."""

    person_id: UUID
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class PersonMerged:
    """Two persons were found to be one: what is known of the merged one is read as the other's."""

    merge_id: UUID
    person_id: UUID
    merged_person_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonSplit:
    """A merge was wrong: what is known of the restored person is read as his alone again."""

    merge_id: UUID
    person_id: UUID
    restored_person_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonRenumbered:
    """A person has another NIR; the former one finds him too."""

    person_id: UUID
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class DeathReported:
    """The civil register reports a death."""

    person_id: UUID
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class DeathWithdrawn:
    """The report of a death was wrong."""

    person_id: UUID
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class PersonExpired:
    """The time for which a person's data are kept is over (R6323-39)."""

    person_id: UUID
    at: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class PlatformRemoved:
    """An operator took a platform away: what holders consented to for it is ended."""

    client_id: str
    at: datetime


Event = (
    AccountActivated
    | AccountClosed
    | AccountReopened
    | PersonMerged
    | PersonSplit
    | PersonRenumbered
    | DeathReported
    | DeathWithdrawn
    | PersonExpired
    | PlatformRemoved
)
