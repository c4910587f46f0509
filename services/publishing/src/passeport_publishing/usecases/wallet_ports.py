"""What issuing to wallets needs besides: the offers, and what checks nonces and proofs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from passeport_publishing.domain.credential_offer import CredentialOffer
from passeport_publishing.domain.holder_key import HolderKey
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.domain.wallet_grant import WalletGrant

__all__ = ["CredentialOffers", "Nonces", "ProvenKey", "WalletProofs", "Wallets"]


@dataclass(frozen=True, slots=True)
class ProvenKey:
    """A key that a wallet has proved to have, and the nonce that it did so with."""

    key: HolderKey
    nonce: str


class CredentialOffers(Protocol):
    """The offers; a person has those of whoever was merged into him too."""

    async def add(self, offer: CredentialOffer) -> None:
        """Adds an offer, and ends those of the same publication whose code was not redeemed."""

    async def newest(
        self, person_id: UUID, limit: int, publication_id: UUID | None = None
    ) -> Sequence[CredentialOffer]:
        """Offers of this holder, of one publication if asked, newest first."""

    async def get(self, person_id: UUID, publication_id: UUID, offer_id: UUID) -> CredentialOffer | None:
        """Gets an offer of a publication of this holder, locked against other changes."""

    async def by_code(self, code_hash: bytes) -> CredentialOffer | None:
        """Finds an offer by its code, whoever's and in whatever state it is; locked against other changes."""

    async def by_token(self, token_hash: bytes) -> CredentialOffer | None:
        """Finds an offer by the token that was given for it, likewise."""

    async def save(self, offer: CredentialOffer) -> None:
        """Writes what can change of an offer."""

    async def add_grant(self, grant: WalletGrant) -> None:
        """Adds what an offer is bound to that was made by an authorization."""

    async def granted(self, code_hash: bytes) -> tuple[WalletGrant, CredentialOffer] | None:
        """Finds a grant by its code, with its offer in whatever state it is, which is locked against other changes."""

    async def grant_of(self, offer: CredentialOffer) -> WalletGrant | None:
        """What an offer is bound to that was made by an authorization."""


class Nonces(Protocol):
    """Nonces that need not be kept: each says itself until when it is good."""

    def new(self, now: datetime) -> str:
        """Makes one."""

    def holds(self, nonce: str, now: datetime) -> bool:
        """Whether it is one of ours, and still good."""


class WalletProofs(Protocol):
    """Reads the proofs of wallets."""

    def read(self, proof: str) -> ProvenKey:
        """The key that a proof proves. Raises WalletProofInvalid."""


@dataclass(frozen=True, slots=True)
class Wallets:
    """What it takes to speak with wallets, in the name of one issuer."""

    proofs: WalletProofs
    nonces: Nonces
    # The address that a wallet opens, by what is offered, the code, and whether a transaction code is asked for.
    address: Callable[[PublicationKind, str, bool], str]
    # The one by which it sends the holder here, by what it is to take.
    invitation: Callable[[PublicationKind, UUID], str]
    # Its QR code.
    draw: Callable[[str], str]
