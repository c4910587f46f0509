"""Consents that a platform pulls a publication."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.consent import Consent, DataScope, end_after
from passeport_publishing.errors import PublicationNotFound, PublicationWithdrawn
from passeport_publishing.usecases.ports import OpenWork

__all__ = ["ConsentRequest", "GrantConsent"]


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What a holder consents to, as he read it."""

    publication_id: UUID
    client_id: str
    platform: str
    purpose: str
    scopes: frozenset[DataScope]


@dataclass(frozen=True, slots=True)
class GrantConsent:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, asked: ConsentRequest) -> Consent:
        """Consents, or renews what this platform has for this publication: a holder withdraws one consent, not several.

        Raises PublicationNotFound, PublicationWithdrawn.
        """
        now = self.clock()
        async with self.open_work() as work:
            await work.consents.take_turn(person_id)
            publication = await work.publications.get(person_id, asked.publication_id)
            if publication is None:
                raise PublicationNotFound(metadata={"id": str(asked.publication_id)})
            if publication.is_over:
                raise PublicationWithdrawn(metadata={"id": str(publication.id)})
            earlier = await work.consents.not_withdrawn(publication.id, asked.client_id)
            if earlier is not None:
                consent = earlier.renew(asked.platform, asked.purpose, asked.scopes, now)
                await work.consents.save(consent)
            else:
                consent = Consent(
                    id=new_id(),
                    # That of the publication, which goes with it should two persons be separated again.
                    person_id=publication.person_id,
                    publication_id=publication.id,
                    client_id=asked.client_id,
                    platform=asked.platform,
                    purpose=asked.purpose,
                    scopes=asked.scopes,
                    granted_at=now,
                    expires_at=end_after(now),
                    title=publication.title,
                )
                await work.consents.add(consent)
            purpose = f"Accord donné à une plateforme : {asked.platform}"
            await work.accesses.record(by_holder(person_id, now, "publishing.consent.grant", purpose, str(consent.id)))
            await work.commit()
        return consent
