"""Accesses by who sends feeds, as the holder may read them (Code du travail R6323-40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access
from passeport_records.domain.batch import Sender

__all__ = ["by_sender"]


def by_sender(
    sender: Sender, person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = ""
) -> Access:
    """An access by who sends a feed; his name is shown to the holder, his client id is not."""
    return Access(person_id, at, "partner", sender.client_id, action, purpose, sender.organisation.name, resource_id)
