"""Gives a wallet an access token for the code of an authorization: once, and to nobody but whom the holder read of."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_publishing.domain.access import by_wallet
from passeport_publishing.domain.credential_offer import CredentialOffer, configuration_of
from passeport_publishing.domain.links import digest_of, new_secret
from passeport_publishing.domain.wallet_grant import WalletGrant
from passeport_publishing.errors import OfferCodeInvalid
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork

__all__ = ["CodeShown", "RedeemAuthorization"]


@dataclass(frozen=True, slots=True)
class CodeShown:
    """What a wallet shows. Nothing is trusted: a wallet has no secret, so that its name is known to anybody."""

    client_id: str
    code: str
    redirect_uri: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class RedeemAuthorization:
    """The use case with its ports."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, shown: CodeShown) -> tuple[str, str]:
        """A token, and what the metadata call the form that it is for.

        Raises OfferCodeInvalid. Who shows a code wrongly, or a second time, has it from somebody else: then it ends,
        and the token that was given for it.
        """
        now = self.clock()
        async with self.open_work() as work:
            found = await work.offers.granted(digest_of(shown.code))
            if found is None:
                raise OfferCodeInvalid
            grant, offer = found
            if offer.redeemed_at is not None and offer.ended_at is None:
                await self._end(work, offer, "code_reused", "Code de votre accord présenté une seconde fois")
                raise OfferCodeInvalid
            if not offer.is_open(now) or await work.persons.is_shut(offer.person_id):
                raise OfferCodeInvalid
            fault = grant.fault(shown.client_id, shown.redirect_uri, shown.code_verifier)
            if fault:
                await self._end(work, offer, "code_refused", "Code de votre accord présenté par un autre")
                raise OfferCodeInvalid(metadata={"check": fault})
            publication = await work.publications.registered(offer.publication_id)
            if publication is None:
                raise OfferCodeInvalid
            token = new_secret()
            await work.offers.save(offer.redeem(digest_of(token), now))
            purpose = "Attestation que vous avez accordée, demandée par le portefeuille"
            await self._note(work, offer, "redeem", purpose, grant)
            await work.commit()
        return token, configuration_of(publication.publication.kind)

    async def _end(self, work: UnitOfWork, offer: CredentialOffer, act: str, purpose: str) -> None:
        await work.offers.save(offer.end(self.clock()))
        await self._note(work, offer, act, purpose)
        await work.commit()

    async def _note(
        self, work: UnitOfWork, offer: CredentialOffer, act: str, purpose: str, grant: WalletGrant | None = None
    ) -> None:
        action = f"publishing.offer.{act}"
        seen = by_wallet(offer.person_id, self.clock(), action, purpose, offer.publication_id, grant)
        await work.accesses.record(seen)
