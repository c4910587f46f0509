"""Where sealed documents are kept that the register does not hold itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog

from passeport_publishing.domain.publication import KeptDocument, SealedDocument
from passeport_publishing.errors import ArtefactsUnavailable

__all__ = ["Artefacts", "StoredArtefact", "document_of"]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class StoredArtefact:
    """What a store has of a publication."""

    publication_id: UUID
    sha256: str
    kept_at: datetime


class Artefacts(Protocol):
    """A store of documents, by publication and digest of the content. Each may raise ArtefactsUnavailable."""

    async def keep(self, publication_id: UUID, document: SealedDocument) -> None:
        """Keeps a document for good; keeping it again changes nothing."""

    async def fetch(self, publication_id: UUID, sha256: str) -> bytes:
        """Gives a document back as it was."""

    def listed(self) -> AsyncIterator[Sequence[StoredArtefact]]:
        """All that the store has, some hundreds at once."""

    async def moment(self) -> datetime:
        """What time it is by the clock of the store, which also tells when a document was kept."""

    async def remove(self, stored: StoredArtefact) -> None:
        """Removes a document for good; one that is not there is removed already."""


async def document_of(kept: KeptDocument, artefacts: Artefacts | None) -> SealedDocument:
    """The document, from wherever it is. Raises ArtefactsUnavailable."""
    if kept.pdf is not None:
        return SealedDocument(kept.pdf, kept.sha256, kept.kind)
    if artefacts is None:
        _log.error("a document is in a store, and no setting says in which", publication_id=str(kept.publication_id))
        raise ArtefactsUnavailable
    return SealedDocument(await artefacts.fetch(kept.publication_id, kept.sha256), kept.sha256, kept.kind)
