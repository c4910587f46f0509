"""Who reads a passport that is not his: a professional, about one person, for one purpose (R6323-35 III)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

__all__ = ["Consulter"]


@dataclass(frozen=True, slots=True)
class Consulter:
    """As identity vouches for him; `professional_id` never leaves this service."""

    professional_id: str
    organisation: str
    person_id: UUID
    purpose: str
