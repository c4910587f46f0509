"""Accesses: who read or wrote a person's data, when and why, as it is kept for him to read (Code du travail R6323-40).

Pure: domains and use cases import it. `db.AccessTrail` keeps them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Access:
    """One access, in terms that the person understands.

    `actor` is a kind (holder, partner, platform, professional, system, verifier, wallet); who exactly it was,
    `actor_id`, never leaves the service.
    """

    person_id: UUID
    at: datetime
    actor: str
    actor_id: str
    action: str
    purpose: str
    organisation: str = ""
    resource_id: str = ""


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


class Accesses(Protocol):
    """The trail of accesses, as a port: added to and read, never changed."""

    async def record(self, *accesses: Access) -> None:
        """Adds accesses."""

    async def page(self, person_id: UUID, limit: int, after: AccessPosition | None) -> AccessPage:
        """One page of the accesses to a person's data, newest first, from the position `after`."""


def by_holder(person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = "") -> Access:
    """An access by the person himself."""
    return Access(person_id, at, "holder", str(person_id), action, purpose, resource_id=resource_id)


def by_system(name: str, person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = "") -> Access:
    """An access by one of our own services or commands."""
    return Access(person_id, at, "system", name, action, purpose, resource_id=resource_id)
