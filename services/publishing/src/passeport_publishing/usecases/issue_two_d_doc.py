"""Issues one entry of an attestation as a 2D-Doc, made on demand and not kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.birth import Birth
from passeport_publishing.domain.snapshot import Kind
from passeport_publishing.errors import EntryNotFound, EntrySuperseded, TwoDDocsNotOffered
from passeport_publishing.usecases.ports import CivilRegister, OpenWork
from passeport_publishing.usecases.shown_item import shown_item
from passeport_publishing.usecases.two_d_doc_ports import TwoDDoc, TwoDDocs

__all__ = ["IssueTwoDDoc"]


@dataclass(frozen=True, slots=True)
class IssueTwoDDoc:
    """The use case with its ports; without `docs` there are none here."""

    open_work: OpenWork
    docs: TwoDDocs | None
    register: CivilRegister
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID, record_id: UUID) -> TwoDDoc:
        """Issues it. Raises TwoDDocsNotOffered, PublicationNotFound, PublicationWithdrawn, EntryNotFound,
        EntrySuperseded where its source changed the entry since, TwoDDocNotPossible, SourceUnavailable.
        """
        if self.docs is None:
            raise TwoDDocsNotOffered
        async with self.open_work() as work:
            found, item = await shown_item(work, person_id, publication_id, record_id)
        if item is None:
            raise EntryNotFound(metadata={"id": str(record_id)})
        if record_id in found.publication.changed_record_ids:
            raise EntrySuperseded(metadata={"id": str(record_id)})
        self.docs.check(found.snapshot, item)
        birth = await self.register.birth() if item.kind is Kind.DIPLOMA else Birth()
        # To sign and to draw takes two milliseconds, beside the event loop.
        doc = await asyncio.to_thread(self.docs.make, found.snapshot, item, birth, found.publication.code)
        async with self.open_work() as work:
            purpose = "Téléchargement d’un code 2D-Doc"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.2d_doc.issue", purpose, str(publication_id))
            )
            await work.commit()
        return doc
