"""Gets the sealed PDF of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.access import YOURS
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.errors import PublicationNotFound
from passeport_publishing.usecases.artefact_ports import Artefacts, document_of
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["GetDocument"]


@dataclass(frozen=True, slots=True)
class GetDocument:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock
    artefacts: Artefacts | None = None

    async def __call__(self, person_id: UUID, publication_id: UUID) -> SealedDocument:
        """Gets the PDF. Raises PublicationNotFound, also for another person's; ArtefactsUnavailable."""
        async with self.open_work() as work:
            kept = await work.publications.document(person_id, publication_id)
        if kept is None:
            raise PublicationNotFound(metadata={"id": str(publication_id)})
        # While no connection is held: a store may take its time.
        document = await document_of(kept, self.artefacts)
        async with self.open_work() as work:
            purpose = f"Téléchargement de {YOURS[document.kind]}"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.document.read", purpose, str(publication_id))
            )
            await work.commit()
        return document
