"""What the verifications share: reading a credential with the key it names, whenever that key was ours."""

from __future__ import annotations

import asyncio
from datetime import datetime

from passeport_publishing.domain.access import YOURS, by_anyone
from passeport_publishing.domain.leaf import Inclusion, LogBook, leaf_said
from passeport_publishing.domain.verification import NO_LOG, CredentialFindings, Registered, Verdict
from passeport_publishing.usecases.ports import CredentialBook, UnitOfWork

__all__ = ["check_inclusion", "is_forgotten", "note_verification", "read_credential"]

_LONG = 64 * 1024


async def read_credential(
    work: UnitOfWork, book: CredentialBook, token: str
) -> tuple[CredentialFindings, Registered | None]:
    """Reads a credential and finds the publication that it is of."""
    kid = book.read_kid(token)
    # Nearly all were signed with the key in use, which the process holds itself.
    own = next((one for one in (book.public_jwk, book.next_jwk) if one and one["kid"] == kid), None)
    jwk = own or (await work.keys.find(kid) if kid else None)
    # A long one is hashed and parsed beside the event loop; for a short one, a thread costs more than it.
    findings = await asyncio.to_thread(book.read, token, jwk) if len(token) > _LONG else book.read(token, jwk)
    if findings.publication_id is None:
        return findings, None
    return findings, await work.publications.registered(findings.publication_id)


def check_inclusion(
    log: LogBook | None, registered: Registered | None, document_sha256: str | None, credential: str
) -> Inclusion:
    """Whether what was shown stands in the log. A credential shown alone stands there with the document it was in."""
    if log is None or registered is None:
        return NO_LOG
    publication = registered.publication
    said = leaf_said(publication.id, document_sha256 or publication.document_sha256, credential)
    return log.check(registered.leaf, said)


async def is_forgotten(work: UnitOfWork, findings: CredentialFindings, registered: Registered | None) -> bool:
    """Whether a credential that is ours is of somebody whose data are no longer kept."""
    if registered is not None or findings.publication_id is None:
        return False
    return await work.publications.is_forgotten(findings.publication_id)


async def note_verification(work: UnitOfWork, verdict: Verdict, now: datetime) -> None:
    """Leaves the trace of a verification that found something of a person.

    Anyone can verify as often as he likes: the trail tells the first time of each hour, so that nobody can drown it.
    """
    if verdict.registered is None:
        return
    publication = verdict.registered.publication
    yours = YOURS[publication.kind]
    purpose = f"Vérification de {yours}, une fois ou plus dans l’heure, par qui vous l’avez montré"
    await work.accesses.record_hourly(
        by_anyone(publication.person_id, now, "publishing.publication.verify", purpose, str(publication.id))
    )
    await work.commit()
