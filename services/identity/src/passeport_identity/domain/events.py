"""What identity tells the other services, by identifiers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

__all__ = ["AccountActivated"]


@dataclass(frozen=True, slots=True)
class AccountActivated:
    """A holder activated his account."""

    person_id: UUID
    at: datetime
