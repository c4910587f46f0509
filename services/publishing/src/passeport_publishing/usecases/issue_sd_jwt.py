"""Issues a publication once more, as an SD-JWT VC: what it says and where its status is are those of the publication.

It is made on demand, because the holder's key comes with the demand, and not kept: the register knows the publication.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_publishing.domain.holder_key import HolderKey
from passeport_publishing.errors import PublicationNotFound
from passeport_publishing.usecases.ports import CredentialBook, OpenWork

__all__ = ["IssueSdJwt"]


@dataclass(frozen=True, slots=True)
class IssueSdJwt:
    """The use case with its ports."""

    open_work: OpenWork
    credentials: CredentialBook
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID, holder_key: HolderKey | None) -> str:
        """Issues it, bound to a key if one is given. Raises PublicationNotFound, also for another person's."""
        now = self.clock()
        async with self.open_work() as work:
            found = await work.publications.registered_of(person_id, publication_id)
            if found is None:
                raise PublicationNotFound(metadata={"id": str(publication_id)})
            status = await work.status_lists.entries_of(publication_id)
            # Before anything that it signed is given to anybody.
            for jwk in filter(None, (self.credentials.public_jwk, self.credentials.next_jwk)):
                await work.keys.remember(jwk)
            purpose = "Téléchargement de votre attestation numérique à divulgation choisie"
            await work.accesses.record(
                by_holder(person_id, now, "publishing.credential.issue", purpose, str(publication_id))
            )
            await work.commit()
        # Hundreds of items are hashed and signed beside the event loop.
        return await asyncio.to_thread(
            self.credentials.issue_sd_jwt, publication_id, found.snapshot, status, holder_key, now
        )
