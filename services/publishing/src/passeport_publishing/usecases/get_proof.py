"""Gets what proves that a publication stands in the log."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.access import YOURS
from passeport_publishing.domain.leaf import PublicationProof
from passeport_publishing.errors import PublicationNotFound, PublicationNotInLog
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["GetProof"]


@dataclass(frozen=True, slots=True)
class GetProof:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID) -> PublicationProof:
        """Gets it. Raises PublicationNotFound, also for another person's; PublicationNotInLog for some seconds after
        publishing, and for good where there is no log.
        """
        wanted = {"id": str(publication_id)}
        async with self.open_work() as work:
            publication = await work.publications.get(person_id, publication_id)
            if publication is None:
                raise PublicationNotFound(metadata=wanted)
            proof = await work.publications.proof(person_id, publication_id)
            if proof is None:
                raise PublicationNotInLog(metadata=wanted)
            purpose = f"Téléchargement de la preuve d’inscription de {YOURS[publication.kind]} au journal public"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.proof.read", purpose, str(publication_id))
            )
            await work.commit()
        return proof
