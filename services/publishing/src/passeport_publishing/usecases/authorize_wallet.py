"""Lets a wallet take a publication whose holder it sent here, and tells how a wallet is made to send him."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.ids import new_id
from passeport_publishing.domain.credential_offer import CredentialOffer
from passeport_publishing.domain.links import digest_of, new_secret
from passeport_publishing.domain.publication import Publication
from passeport_publishing.domain.wallet_grant import CODE_LASTS, WalletGrant, check_challenge
from passeport_publishing.errors import PublicationNotFound, PublicationWithdrawn
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["AuthorizeWallet", "InviteWallet", "WalletAsking"]


@dataclass(frozen=True, slots=True)
class WalletAsking:
    """A wallet that identity knows: where the code is sent, and the challenge that came with the request."""

    client_id: str
    name: str
    redirect_uri: str
    challenge: str


@dataclass(frozen=True, slots=True)
class AuthorizeWallet:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, person_id: UUID, publication_id: UUID, asking: WalletAsking) -> str:
        """The code; what was offered of the publication before and not taken is over. Raises PublicationNotFound,
        PublicationWithdrawn, FieldInvalid.
        """
        check_challenge(asking.challenge)
        code, now = new_secret(), self.clock()
        async with self.open_work() as work:
            publication = await _found(work, person_id, publication_id)
            offer = CredentialOffer(
                id=new_id(),
                # That of the publication, which goes with it should two persons be separated again.
                person_id=publication.person_id,
                publication_id=publication.id,
                created_at=now,
                expires_at=now + CODE_LASTS,
                # Of nothing: this one is not redeemed as an offer is that holds its code.
                code_hash=digest_of(new_secret()),
            )
            await work.offers.add(offer)
            await work.offers.add_grant(
                WalletGrant(
                    digest_of(code),
                    offer.person_id,
                    offer.id,
                    asking.client_id,
                    asking.redirect_uri,
                    asking.challenge,
                    asking.name,
                )
            )
            purpose = f"Accord donné à un portefeuille numérique : {asking.name}"
            await work.accesses.record(
                by_holder(person_id, now, "publishing.offer.authorize", purpose, str(publication.id))
            )
            await work.commit()
        return code


@dataclass(frozen=True, slots=True)
class InviteWallet:
    """The use case with its port. It gives nothing away and keeps nothing, so that nothing is noted."""

    open_work: OpenWork

    async def __call__(self, person_id: UUID, publication_id: UUID) -> Publication:
        """What a wallet would be invited to take. Raises PublicationNotFound, PublicationWithdrawn."""
        async with self.open_work() as work:
            return await _found(work, person_id, publication_id)


async def _found(work: UnitOfWork, person_id: UUID, publication_id: UUID) -> Publication:
    publication = await work.publications.get(person_id, publication_id)
    if publication is None:
        raise PublicationNotFound(metadata={"id": str(publication_id)})
    if publication.is_over:
        raise PublicationWithdrawn(metadata={"id": str(publication_id)})
    return publication
