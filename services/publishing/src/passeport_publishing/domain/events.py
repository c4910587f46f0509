"""What publishing tells the others; identifiers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_publishing.domain.publication import RevocationReason

__all__ = ["Event", "PublicationPublished", "PublicationRevoked", "PublicationSuperseded", "ShareOpened"]


@dataclass(frozen=True, slots=True)
class PublicationPublished:
    """A holder published."""

    publication_id: UUID
    person_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PublicationSuperseded:
    """A source changed an entry of a publication."""

    publication_id: UUID
    person_id: UUID
    entry_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PublicationRevoked:
    """The issuer took a publication back."""

    publication_id: UUID
    person_id: UUID
    reason: RevocationReason
    at: datetime


@dataclass(frozen=True, slots=True)
class ShareOpened:
    """Somebody opened a share; `access_id` is how it stands in the list of the share's accesses."""

    share_id: UUID
    publication_id: UUID
    person_id: UUID
    access_id: UUID
    at: datetime


Event = PublicationPublished | PublicationSuperseded | PublicationRevoked | ShareOpened
