"""Accesses to a worker's trainings, as he may read them (Code du travail R6323-40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = ["Access", "AccessPage", "AccessPosition", "Partner", "by_holder", "by_partner"]


@dataclass(frozen=True, slots=True)
class Partner:
    """A training body or an employer, as identity registered it."""

    client_id: str
    name: str
    siret: str


@dataclass(frozen=True, slots=True)
class Access:
    """One access: who, what, when and why, in terms that the worker understands."""

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


def by_holder(person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = "") -> Access:
    """An access by the worker himself."""
    return Access(person_id, at, "holder", str(person_id), action, purpose, resource_id=resource_id)


def by_partner(
    partner: Partner, person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = ""
) -> Access:
    """An access by a partner; his name is shown to the worker, his client id is not."""
    return Access(person_id, at, "partner", partner.client_id, action, purpose, partner.name, resource_id)
