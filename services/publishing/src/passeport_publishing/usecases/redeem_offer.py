"""Gives a wallet an access token for the code of an offer: once, and to nobody who cannot say the transaction code."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_chassis.clock import Clock
from passeport_publishing.domain.access import by_wallet
from passeport_publishing.domain.credential_offer import CredentialOffer
from passeport_publishing.domain.links import digest_of, new_secret
from passeport_publishing.errors import OfferCodeInvalid, TxCodeInvalid
from passeport_publishing.usecases.ports import OpenWork, UnitOfWork
from passeport_publishing.usecases.share_ports import Pins

__all__ = ["RedeemOffer"]


@dataclass(frozen=True, slots=True)
class RedeemOffer:
    """The use case with its ports."""

    open_work: OpenWork
    pins: Pins
    clock: Clock

    async def __call__(self, code: str, tx_code: str) -> str:
        """Gives a token. Raises OfferCodeInvalid, TxCodeInvalid; one that is missing or not asked for is no try."""
        async with self.open_work() as work:
            offer = await self._found(work, code)
            if bool(tx_code) != offer.needs_tx_code:
                raise TxCodeInvalid(metadata={"check": "unexpected" if tx_code else "missing"})
            if not tx_code:
                return await self._redeem(work, offer)
            # Committed before it is looked at: however many come at once, no more than five are looked at.
            await work.offers.save(offer.charge_try())
            await work.commit()
        is_right = await self.pins.fits(tx_code, offer.tx_code_hash)
        async with self.open_work() as work:
            charged = await work.offers.by_code(digest_of(code))
            if charged is None:
                raise OfferCodeInvalid
            # Redeemed while the code was looked at.
            await self._end_if_used_again(work, charged)
            if not is_right:
                await self._note(work, charged, "tx_code_refused", "Code erroné donné par un portefeuille numérique")
                await work.commit()
                raise TxCodeInvalid(metadata={"check": "wrong", "left": str(charged.tx_code_tries_left)})
            charged = charged.return_try()
            # Closed while the code was looked at.
            if not charged.is_open(self.clock()) or await work.persons.is_shut(charged.person_id):
                raise OfferCodeInvalid
            return await self._redeem(work, charged)

    async def _found(self, work: UnitOfWork, code: str) -> CredentialOffer:
        offer = await work.offers.by_code(digest_of(code))
        if offer is None:
            raise OfferCodeInvalid
        await self._end_if_used_again(work, offer)
        if not offer.is_open(self.clock()) or await work.persons.is_shut(offer.person_id):
            raise OfferCodeInvalid
        return offer

    async def _end_if_used_again(self, work: UnitOfWork, offer: CredentialOffer) -> None:
        if offer.redeemed_at is not None and offer.ended_at is None:
            # Two have the code, and one of them is not the holder: neither gets anything any more (RFC 6749, 4.1.2).
            await work.offers.save(offer.end(self.clock()))
            await self._note(work, offer, "code_reused", "Code de votre proposition présenté une seconde fois")
            await work.commit()
            raise OfferCodeInvalid

    async def _redeem(self, work: UnitOfWork, offer: CredentialOffer) -> str:
        token = new_secret()
        await work.offers.save(offer.redeem(digest_of(token), self.clock()))
        await self._note(work, offer, "redeem", "Proposition acceptée par un portefeuille numérique")
        await work.commit()
        return token

    async def _note(self, work: UnitOfWork, offer: CredentialOffer, act: str, purpose: str) -> None:
        seen = by_wallet(offer.person_id, self.clock(), f"publishing.offer.{act}", purpose, offer.publication_id)
        await work.accesses.record(seen)
