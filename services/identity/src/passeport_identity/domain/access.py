"""Accesses: every operation on a person's data, as it is kept for the person to read (Code du travail R6323-40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = ["Access", "AccessPage", "Actor"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the kind (holder, partner, professional, system), an id kept inside, a name that may be shown."""

    kind: str
    id: str
    organisation: str = ""

    @classmethod
    def holder(cls, person_id: UUID) -> Actor:
        """The person himself."""
        return cls("holder", str(person_id))

    @classmethod
    def system(cls, name: str) -> Actor:
        """One of our own processes."""
        return cls("system", name)


@dataclass(frozen=True, slots=True)
class Access:
    """One operation: who, when, what, why."""

    person_id: UUID
    at: datetime
    actor: Actor
    action: str
    purpose: str
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class AccessPage:
    """A page of accesses, newest first, and the position after it."""

    accesses: tuple[Access, ...]
    next_position: tuple[datetime, UUID] | None
