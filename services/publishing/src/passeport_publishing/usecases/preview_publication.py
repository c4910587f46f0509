"""Shows what a publication would look like. Nothing of it is kept, sealed or signed; that it was looked at is in the
trail.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_publishing.domain.codes import BLANK
from passeport_publishing.domain.model import PublicationModel
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.usecases.document_ports import Press
from passeport_publishing.usecases.keep_photo import shown_photo
from passeport_publishing.usecases.ports import OpenWork
from passeport_publishing.usecases.take_snapshot import TakeSnapshot

__all__ = ["PreviewPublication"]

_TOLD = {
    PublicationKind.CV: ("publishing.publication.preview", "Aperçu d’un CV avant sa publication"),
    PublicationKind.ATTESTATION: ("publishing.attestation.preview", "Aperçu d’une attestation avant sa publication"),
}


@dataclass(frozen=True, slots=True)
class PreviewPublication:
    """The use case with its ports. `address` gives the verification address of a code."""

    open_work: OpenWork
    read: TakeSnapshot
    press: Press
    address: Callable[[str], str]

    async def __call__(self, person_id: UUID, model: PublicationModel) -> bytes:
        """Makes the preview, a PDF. Raises as TakeSnapshot, FieldInvalid for what cannot be printed, RenderingBusy."""
        snapshot = await self.read(model)
        async with self.open_work() as work:
            photo = await shown_photo(work, person_id, model)
        pdf = await self.press.preview(snapshot, model.template, self.address(BLANK), photo)
        async with self.open_work() as work:
            await work.accesses.record(by_holder(person_id, snapshot.taken_at, *_TOLD[model.kind]))
            await work.commit()
        return pdf
