"""Accesses by partners, as the worker may read them (Code du travail R6323-40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access

__all__ = ["Partner", "by_partner"]


@dataclass(frozen=True, slots=True)
class Partner:
    """A training body or an employer, as identity registered it."""

    client_id: str
    name: str
    siret: str


def by_partner(
    partner: Partner, person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = ""
) -> Access:
    """An access by a partner; his name is shown to the worker, his client id is not."""
    return Access(person_id, at, "partner", partner.client_id, action, purpose, partner.name, resource_id)
