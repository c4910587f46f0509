"""What the use cases need of those who make documents, and of those who look at what was sent."""

from __future__ import annotations

from typing import Protocol

from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.photo import Developed, Unfit
from passeport_publishing.domain.publication import SealedDocument
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.domain.verification import SealFindings

__all__ = ["Darkroom", "Examiner", "Press"]


class Press(Protocol):
    """Makes sealed documents, and previews of them."""

    async def make(
        self,
        snapshot: Snapshot,
        template: Template,
        code: str,
        url: str,
        credential: str,
        photo: bytes | None = None,
        *,
        patient: bool = False,
    ) -> SealedDocument:
        """Makes the sealed PDF of a snapshot with its credential attached; `patient` waits for a worker however many
        wait. Raises RenderingBusy, SealNotValid.
        """

    def check(self, snapshot: Snapshot) -> None:
        """Raises what `make` would raise that can be known beforehand: SealNotValid, FieldInvalid."""

    async def preview(self, snapshot: Snapshot, template: Template, url: str, photo: bytes | None = None) -> bytes:
        """Makes the PDF as it would look, watermarked, without seal and credential. Raises RenderingBusy."""


class Examiner(Protocol):
    """Reads documents that anyone sent."""

    async def examine(self, pdf: bytes) -> SealFindings:
        """Examines a PDF; whatever is wrong with it is among the findings. Raises RenderingBusy."""


class Darkroom(Protocol):
    """Draws images that holders sent anew."""

    async def develop(self, image: bytes) -> Developed | Unfit:
        """Draws one; whatever is wrong with it is the answer. Raises RenderingBusy."""
