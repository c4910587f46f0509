"""Issues a publication to the wallet that redeemed its offer: an SD-JWT VC for each key that the wallet proves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_publishing.domain.access import by_wallet
from passeport_publishing.domain.credential_offer import MOST_CREDENTIALS, configuration_of
from passeport_publishing.domain.holder_key import HolderKey
from passeport_publishing.domain.links import digest_of
from passeport_publishing.domain.snapshot import Snapshot
from passeport_publishing.domain.status import StatusEntry
from passeport_publishing.errors import (
    OfferExhausted,
    PublicationWithdrawn,
    PublishingError,
    WalletNonceInvalid,
    WalletProofInvalid,
    WalletTokenInvalid,
)
from passeport_publishing.usecases.ports import CredentialBook, OpenWork
from passeport_publishing.usecases.wallet_ports import Nonces, WalletProofs

__all__ = ["IssueToWallet"]


@dataclass(frozen=True, slots=True)
class IssueToWallet:
    """The use case with its ports."""

    open_work: OpenWork
    credentials: CredentialBook
    proofs: WalletProofs
    nonces: Nonces
    clock: Clock

    async def __call__(self, token: str, configuration: str, proofs: Sequence[str]) -> list[str]:
        """Issues them, in the order of the proofs. Raises WalletTokenInvalid before all else, also for a token that is
        for another configuration, WalletProofInvalid, WalletNonceInvalid, PublicationWithdrawn, OfferExhausted.
        """
        now = self.clock()
        # Beside the event loop, and before a transaction is open; what is wrong is told to who has a token only.
        keys = await asyncio.to_thread(self._read, proofs, now)
        async with self.open_work() as work:
            offer = await work.offers.by_token(digest_of(token))
            if offer is None or not offer.token_holds(now) or await work.persons.is_shut(offer.person_id):
                raise WalletTokenInvalid
            found = await work.publications.registered(offer.publication_id)
            if found is None or configuration != configuration_of(found.publication.kind):
                raise WalletTokenInvalid
            if found.publication.is_over:
                raise PublicationWithdrawn(metadata={"id": str(offer.publication_id)})
            if isinstance(keys, PublishingError):
                raise keys
            if offer.issue_count + len(keys) > MOST_CREDENTIALS:
                raise OfferExhausted(metadata={"most": str(MOST_CREDENTIALS)})
            status = await work.status_lists.entries_of(offer.publication_id)
            # Before anything that it signed is given to anybody.
            for jwk in filter(None, (self.credentials.public_jwk, self.credentials.next_jwk)):
                await work.keys.remember(jwk)
            await work.offers.save(offer.issued(len(keys), now))
            purpose = "Attestation numérique reçue par un portefeuille à qui vous l’avez proposée"
            grant = await work.offers.grant_of(offer)
            await work.accesses.record(
                by_wallet(offer.person_id, now, "publishing.offer.issue", purpose, offer.publication_id, grant)
            )
            await work.commit()
            publication = found.publication
        return await asyncio.to_thread(self._issue, publication.id, found.snapshot, status, keys, now)

    def _read(self, proofs: Sequence[str], now: datetime) -> list[HolderKey] | PublishingError:
        try:
            proven = [self.proofs.read(proof) for proof in proofs[: MOST_CREDENTIALS + 1]]
        except PublishingError as problem:
            return problem
        if not proven or len(proven) > MOST_CREDENTIALS:
            return WalletProofInvalid(metadata={"check": "count"})
        if not all(self.nonces.holds(one.nonce, now) for one in proven):
            return WalletNonceInvalid()
        keys = [one.key for one in proven]
        # Each key is bound to one credential at most (section 8.3).
        return keys if len(set(keys)) == len(keys) else WalletProofInvalid(metadata={"check": "same_key"})

    def _issue(
        self, publication_id: UUID, snapshot: Snapshot, status: Sequence[StatusEntry], keys: Sequence[HolderKey],
        now: datetime,
    ) -> list[str]:  # fmt: skip
        return [self.credentials.issue_sd_jwt(publication_id, snapshot, status, key, now) for key in keys]
