"""Gets the credential of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.errors import PublicationNotFound
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["GetCredential"]


@dataclass(frozen=True, slots=True)
class GetCredential:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID) -> str:
        """Gets the credential. Raises PublicationNotFound, also for another person's."""
        async with self.open_work() as work:
            credential = await work.publications.credential(person_id, publication_id)
            if credential is None:
                raise PublicationNotFound(metadata={"id": str(publication_id)})
            purpose = "Téléchargement de votre attestation numérique"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.credential.read", purpose, str(publication_id))
            )
            await work.commit()
        return credential
