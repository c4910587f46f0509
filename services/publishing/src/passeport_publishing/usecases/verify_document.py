"""Verifies a PDF that anyone shows. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_publishing.domain.leaf import LogBook
from passeport_publishing.domain.verification import MAX_DOCUMENT_SIZE, Verdict, judge_document
from passeport_publishing.errors import DocumentTooLarge
from passeport_publishing.usecases.document_ports import Examiner
from passeport_publishing.usecases.ports import CredentialBook, OpenWork
from passeport_publishing.usecases.read_credential import (
    check_inclusion,
    is_forgotten,
    note_verification,
    read_credential,
)

__all__ = ["VerifyDocument"]


@dataclass(frozen=True, slots=True)
class VerifyDocument:
    """The use case with its ports."""

    open_work: OpenWork
    examiner: Examiner
    credentials: CredentialBook
    clock: Clock
    log: LogBook | None = None

    async def __call__(self, pdf: bytes) -> Verdict:
        """Whatever is wrong with the document is the verdict. Raises DocumentTooLarge, RenderingBusy."""
        if len(pdf) > MAX_DOCUMENT_SIZE:
            raise DocumentTooLarge(metadata={"limit": str(MAX_DOCUMENT_SIZE)})
        seal = await self.examiner.examine(pdf)
        now = self.clock()
        if seal.credential is None:
            return judge_document(seal, None, None, now)
        async with self.open_work() as work:
            findings, registered = await read_credential(work, self.credentials, seal.credential)
            forgotten = await is_forgotten(work, findings, registered)
            # Of what was shown, not of what the register says that it is.
            inclusion = check_inclusion(self.log, registered, seal.sha256, seal.credential)
            verdict = judge_document(seal, findings, registered, now, forgotten=forgotten, inclusion=inclusion)
            await note_verification(work, verdict, now)
        return verdict
