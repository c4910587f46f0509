"""Finds an item that a live publication of a holder shows, to be issued by itself."""

from __future__ import annotations

from uuid import UUID

from passeport_publishing.domain.snapshot import Item
from passeport_publishing.domain.verification import Registered
from passeport_publishing.errors import PublicationNotFound, PublicationWithdrawn
from passeport_publishing.usecases.ports import UnitOfWork

__all__ = ["shown_item"]


async def shown_item(
    work: UnitOfWork, person_id: UUID, publication_id: UUID, record_id: UUID
) -> tuple[Registered, Item | None]:
    """The publication with its content, and the item, None where it shows no such. Raises PublicationNotFound,
    PublicationWithdrawn.
    """
    found = await work.publications.registered_of(person_id, publication_id)
    if found is None:
        raise PublicationNotFound(metadata={"id": str(publication_id)})
    if found.publication.is_over:
        raise PublicationWithdrawn(metadata={"id": str(publication_id)})
    shown = (item for item in found.snapshot.items if item.provenance.record_id == record_id)
    return found, next(shown, None)
