"""Accesses to a holder's entries, as he may read them (Code du travail R6323-40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_records.domain.batch import Sender

__all__ = ["Access", "AccessPage", "AccessPosition", "by_holder", "by_sender", "by_service"]


@dataclass(frozen=True, slots=True)
class Access:
    """One access: who, what, when and why, in terms that the holder understands."""

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
    """An access by the holder himself."""
    return Access(person_id, at, "holder", str(person_id), action, purpose, resource_id=resource_id)


def by_sender(
    sender: Sender, person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = ""
) -> Access:
    """An access by who sends a feed; his name is shown to the holder, his client id is not."""
    return Access(person_id, at, "partner", sender.client_id, action, purpose, sender.organisation.name, resource_id)


def by_service(service: str, person_id: UUID, at: datetime, action: str, purpose: str) -> Access:
    """An access by a service of the platform itself, for a rule of the law."""
    return Access(person_id, at, "system", service, action, purpose)
