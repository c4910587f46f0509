"""Verifies a credential that anyone shows. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_publishing.domain.leaf import LogBook
from passeport_publishing.domain.verification import MAX_CREDENTIAL_SIZE, Verdict, judge_credential
from passeport_publishing.errors import DocumentTooLarge
from passeport_publishing.usecases.ports import CredentialBook, OpenWork
from passeport_publishing.usecases.read_credential import (
    check_inclusion,
    is_forgotten,
    note_verification,
    read_credential,
)

__all__ = ["VerifyCredential"]


@dataclass(frozen=True, slots=True)
class VerifyCredential:
    """The use case with its ports."""

    open_work: OpenWork
    credentials: CredentialBook
    clock: Clock
    log: LogBook | None = None

    async def __call__(self, token: str) -> Verdict:
        """Whatever is wrong with the credential is the verdict. Raises DocumentTooLarge."""
        if len(token) > MAX_CREDENTIAL_SIZE:
            raise DocumentTooLarge(metadata={"limit": str(MAX_CREDENTIAL_SIZE)})
        now = self.clock()
        async with self.open_work() as work:
            findings, registered = await read_credential(work, self.credentials, token.strip())
            forgotten = await is_forgotten(work, findings, registered)
            logged = token.strip()
            if registered is not None and findings.disclosed is not None:
                # Issued later, of the publication whose own credential stands in the log.
                logged = registered.credential
            inclusion = check_inclusion(self.log, registered, None, logged)
            verdict = judge_credential(findings, registered, now, forgotten=forgotten, inclusion=inclusion)
            await note_verification(work, verdict, now)
        return verdict
