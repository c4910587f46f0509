"""Gets one publication of the holder."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.publication import Publication
from passeport_publishing.errors import PublicationNotFound
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["GetPublication"]


@dataclass(frozen=True, slots=True)
class GetPublication:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID) -> Publication:
        """Gets one. Raises PublicationNotFound, also for another person's."""
        async with self.open_work() as work:
            publication = await work.publications.get(person_id, publication_id)
            if publication is None:
                raise PublicationNotFound(metadata={"id": str(publication_id)})
            purpose = "Consultation de votre publication"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.publication.read", purpose, str(publication_id))
            )
            await work.commit()
        return publication
