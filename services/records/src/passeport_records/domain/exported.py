"""All that is held of an entry, as it is handed out to its holder (GDPR, article 15; Code du travail R6323-38)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_records.domain.attachment import Attachment
from passeport_records.domain.dispute import Dispute
from passeport_records.domain.entry import Entry
from passeport_records.domain.provenance import Provenance

__all__ = ["ExportPage", "ExportedEntry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedEntry:
    """An entry with where it comes from, its files, the guaranteed ones that it is joined to, and its disputes."""

    entry: Entry
    provenance: Provenance
    attachments: tuple[Attachment, ...] = ()
    joined_to: tuple[UUID, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Some of them, and the identifier after which it goes on, unless they are the last."""

    entries: tuple[ExportedEntry, ...]
    next: UUID | None
