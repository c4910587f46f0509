"""Accesses to a person's publications, as the person may read them (Code du travail R6323-40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = ["Access", "AccessPage", "AccessPosition", "by_anyone", "by_holder", "by_source"]


@dataclass(frozen=True, slots=True)
class Access:
    """One access: who, what, when and why, in terms that the holder understands."""

    person_id: UUID
    at: datetime
    actor: str
    actor_id: str
    action: str
    purpose: str
    resource_id: str


@dataclass(frozen=True, slots=True)
class AccessPosition:
    """Where an access stands in the list: the newest first."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class AccessPage:
    """Some accesses, newest first, and the position after them unless they are the last."""

    accesses: tuple[Access, ...]
    next: AccessPosition | None


def by_holder(person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = "") -> Access:
    """An access by the holder himself."""
    return Access(person_id, at, "holder", str(person_id), action, purpose, resource_id)


def by_anyone(person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str) -> Access:
    """An access by somebody who showed what the holder had published; nobody asked who."""
    return Access(person_id, at, "verifier", "", action, purpose, resource_id)


def by_source(person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str) -> Access:
    """A change that followed from one at the source."""
    return Access(person_id, at, "system", "records", action, purpose, resource_id)
