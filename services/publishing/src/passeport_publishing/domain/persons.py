"""What identity found out about persons: that two are one, that they are not, that the time of one is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from passeport_chassis.access import Access, by_system

__all__ = ["Expiry", "Fact", "HolderNews", "Merge", "told_of_merge", "told_of_split"]


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


class Fact(StrEnum):
    """What shuts the pages of a holder."""

    CLOSED = "closed"
    """He closed his account."""
    DEAD = "dead"
    """The civil register reports that he died."""


@dataclass(frozen=True, slots=True)
class HolderNews:
    """That something shuts the pages of a holder, or no longer does; the highest revision is what holds."""

    person_id: UUID
    fact: Fact
    holds: bool
    revision: int


def told_of_merge(merge: Merge, now: datetime) -> tuple[Access, Access]:
    """What both persons read of a merge."""
    stays = (
        "Un autre dossier, reconnu comme le vôtre, a été réuni au vôtre : ses publications sont lues avec les vôtres"
    )
    merged = (
        "Votre dossier a été réuni à un autre, reconnu comme le vôtre : vos publications sont lues avec les siennes"
    )
    return _of_both(merge, now, "publishing.person.merge", stays, merged)


def told_of_split(merge: Merge, now: datetime) -> tuple[Access, Access]:
    """What both persons read of the end of a wrong merge, during which one could read what is the other's."""
    stays = "Un dossier réuni au vôtre par erreur en a été séparé : ses publications ne sont plus lues avec les vôtres"
    merged = "Votre dossier, réuni par erreur à celui d’un autre, en a été séparé : celui-ci a pu lire vos publications"
    return _of_both(merge, now, "publishing.person.split", stays, merged)


def _of_both(merge: Merge, now: datetime, action: str, stays: str, merged: str) -> tuple[Access, Access]:
    return (
        by_system("identity", merge.person_id, now, action, stays, str(merge.id)),
        by_system("identity", merge.merged_id, now, action, merged, str(merge.id)),
    )
