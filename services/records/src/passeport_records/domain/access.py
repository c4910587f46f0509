"""Accesses by who sends feeds and by the holder, as he may read them (Code du travail R6323-40)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from passeport_chassis.access import Access, by_holder
from passeport_records.domain.batch import Sender

__all__ = ["by_sender", "entry_read"]


def by_sender(
    sender: Sender, person_id: UUID, at: datetime, action: str, purpose: str, resource_id: str = ""
) -> Access:
    """An access by who sends a feed; his name is shown to the holder, his client id is not."""
    return Access(person_id, at, "partner", sender.client_id, action, purpose, sender.organisation.name, resource_id)


def entry_read(person_id: UUID, at: datetime, entry_id: UUID) -> Access:
    """The holder was given one of his entries, whatever he had asked for."""
    purpose = "Consultation d’un élément de votre passeport"
    return by_holder(person_id, at, "records.entry.read", purpose, str(entry_id))
