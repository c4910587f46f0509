"""Offers a publication to the holder's wallet, and tells what became of such offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.credential_offer import (
    MOST_LISTED,
    MOST_OF_ALL,
    OFFER_LASTS,
    CredentialOffer,
    new_tx_code,
)
from passeport_publishing.domain.links import digest_of, new_secret
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.errors import CredentialOfferNotFound, PublicationNotFound, PublicationWithdrawn
from passeport_publishing.usecases.ports import OpenWork
from passeport_publishing.usecases.share_ports import Pins

__all__ = ["EndCredentialOffer", "ListCredentialOffers", "OfferCredential", "Offered"]


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer with what opens it, of which hashes are kept."""

    offer: CredentialOffer
    kind: PublicationKind
    code: str
    tx_code: str


@dataclass(frozen=True, slots=True)
class OfferCredential:
    """The use case with its ports."""

    open_work: OpenWork
    pins: Pins
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID, *, with_tx_code: bool) -> Offered:
        """Offers it once more: what was offered of it and not taken is over. Raises PublicationNotFound,
        PublicationWithdrawn.
        """
        code, tx_code = new_secret(), new_tx_code() if with_tx_code else ""
        # No transaction is open while it is hashed: six digits are soon tried.
        tx_code_hash = await self.pins.hash(tx_code) if tx_code else ""
        now = self.clock()
        async with self.open_work() as work:
            publication = await work.publications.get(person_id, publication_id)
            if publication is None:
                raise PublicationNotFound(metadata={"id": str(publication_id)})
            if publication.is_over:
                raise PublicationWithdrawn(metadata={"id": str(publication_id)})
            offer = CredentialOffer(
                id=new_id(),
                # That of the publication, which goes with it should two persons be separated again.
                person_id=publication.person_id,
                publication_id=publication.id,
                created_at=now,
                expires_at=now + OFFER_LASTS,
                code_hash=digest_of(code),
                tx_code_hash=tx_code_hash,
            )
            await work.offers.add(offer)
            purpose = "Proposition de votre publication à un portefeuille numérique"
            await work.accesses.record(
                by_holder(person_id, now, "publishing.offer.create", purpose, str(publication.id))
            )
            await work.commit()
        return Offered(offer, publication.kind, code, tx_code)


@dataclass(frozen=True, slots=True)
class ListCredentialOffers:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID | None) -> Sequence[CredentialOffer]:
        """The newest offers of a publication, or of all. Raises PublicationNotFound, also for another person's."""
        async with self.open_work() as work:
            if publication_id is None:
                found = await work.offers.newest(person_id, MOST_OF_ALL)
                purpose = "Consultation des propositions de vos publications à un portefeuille"
            else:
                if await work.publications.get(person_id, publication_id) is None:
                    raise PublicationNotFound(metadata={"id": str(publication_id)})
                found = await work.offers.newest(person_id, MOST_LISTED, publication_id)
                purpose = "Consultation des propositions de votre publication à un portefeuille"
            await work.accesses.record(
                by_holder(person_id, self.clock(), "publishing.offer.list", purpose, str(publication_id or ""))
            )
            await work.commit()
        return found


@dataclass(frozen=True, slots=True)
class EndCredentialOffer:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID, offer_id: UUID) -> CredentialOffer:
        """Ends an offer, whatever became of it; what was issued stays. Raises CredentialOfferNotFound."""
        now = self.clock()
        async with self.open_work() as work:
            offer = await work.offers.get(person_id, publication_id, offer_id)
            if offer is None:
                raise CredentialOfferNotFound(metadata={"id": str(offer_id)})
            ended = offer.end(now)
            await work.offers.save(ended)
            purpose = "Fin d’une proposition de votre publication à un portefeuille"
            await work.accesses.record(by_holder(person_id, now, "publishing.offer.end", purpose, str(publication_id)))
            await work.commit()
        return ended
