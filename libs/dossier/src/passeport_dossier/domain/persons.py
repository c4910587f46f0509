"""What identity found out about persons: that two are one, that they are not, that the time of one is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access, by_system

__all__ = ["Expiry", "Merge", "Wording"]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that was made, or undone, at a moment: what is of `merged_id` is read as that of `person_id`."""

    id: UUID
    person_id: UUID
    merged_id: UUID
    at: datetime

    def __post_init__(self) -> None:
        if self.person_id == self.merged_id:
            raise ValueError("a person is not merged with himself")


@dataclass(frozen=True, slots=True)
class Expiry:
    """The time for which the data of a person are kept is over (R6323-39)."""

    person_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Wording:
    """What both persons read, in the trail of one service, of a merge and of the end of a wrong one.

    During a merge who stays could read what is the other's: the sentence for the restored person says so. The actions
    are `<service>.person.merge` and `<service>.person.split`.
    """

    service: str
    merged_into_you: str
    you_were_merged: str
    separated_from_you: str
    you_were_separated: str

    def of_merge(self, merge: Merge, now: datetime) -> tuple[Access, Access]:
        """What both persons read of a merge: who stays, and who was merged."""
        return self._of_both(merge, now, "merge", self.merged_into_you, self.you_were_merged)

    def of_split(self, merge: Merge, now: datetime) -> tuple[Access, Access]:
        """What both persons read of the end of a merge: who stayed, and who is restored."""
        return self._of_both(merge, now, "split", self.separated_from_you, self.you_were_separated)

    def _of_both(self, merge: Merge, now: datetime, what: str, stays: str, merged: str) -> tuple[Access, Access]:
        action = f"{self.service}.person.{what}"
        return (
            by_system("identity", merge.person_id, now, action, stays, str(merge.id)),
            by_system("identity", merge.merged_id, now, action, merged, str(merge.id)),
        )
