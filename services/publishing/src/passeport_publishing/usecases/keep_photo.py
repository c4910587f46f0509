"""Keeps, gives and deletes the photo of a holder, and finds the one that a CV shows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.model import Part, PublicationModel
from passeport_publishing.domain.photo import Photo, check_length, kept
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.errors import PhotoNotFound
from passeport_publishing.usecases.document_ports import Darkroom
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["KeepPhoto", "shown_photo"]


@dataclass(frozen=True, slots=True)
class KeepPhoto:
    """The use cases with their ports."""

    open_work: OpenWork
    darkroom: Darkroom
    clock: Clock

    async def put(self, person_id: UUID, image: bytes) -> Photo:
        """Keeps a photo in place of the one before. Raises FieldInvalid, RenderingBusy."""
        check_length(image)
        made = await self.darkroom.develop(image)
        now = self.clock()
        photo = kept(made, now)
        async with self.open_work() as work:
            await work.photos.put(person_id, photo)
            await work.accesses.record(
                by_holder(person_id, now, "publishing.photo.put", "Enregistrement de votre photo pour vos CV")
            )
            await work.commit()
        return photo

    async def get(self, person_id: UUID) -> Photo:
        """The photo that is kept. Raises PhotoNotFound."""
        async with self.open_work() as work:
            photo = await work.photos.get(person_id)
            if photo is None:
                raise PhotoNotFound
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.photo.read", "Consultation de votre photo")
            )
            await work.commit()
        return photo

    async def delete(self, person_id: UUID) -> None:
        """Deletes the photo, and the copies of it in line; where there is none, nothing changes."""
        async with self.open_work() as work:
            await work.photos.delete(person_id)
            await work.queue.drop_photos(person_id)
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.photo.delete", "Suppression de votre photo")
            )
            await work.commit()


async def shown_photo(work: UnitOfWork, person_id: UUID, model: PublicationModel) -> bytes | None:
    """The JPEG that a publication shows: none where it is hidden, or the template has no place for it."""
    if model.kind is not PublicationKind.CV or model.template is Template.ATS or Part.PHOTO in model.hidden:
        return None
    photo = await work.photos.get(person_id)
    return None if photo is None else photo.jpeg
