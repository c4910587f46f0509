"""Tells which client of a partner asks: by its secret (RFC 6749 section 2.3.1), or by what it signed (RFC 7523)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from passeport_chassis.clock import Clock
from passeport_identity.domain.client_assertion import ClientAssertion
from passeport_identity.domain.opaque_token import digest
from passeport_identity.domain.partner import PartnerClient, is_client_id
from passeport_identity.errors import ClientInvalid
from passeport_identity.usecases.outside import ClientAssertions, SecretHasher
from passeport_identity.usecases.ports import OpenWork

__all__ = ["AuthenticatePartner", "ClientProof"]


@dataclass(frozen=True, slots=True)
class ClientProof:
    """What a client shows: its id with a secret, or an assertion, which names it. Nothing is trusted."""

    client_id: str = ""
    secret: str = field(default="", repr=False)
    assertion: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AuthenticatePartner:
    """An unknown client and one that cannot prove who it is are told alike. An assertion serves once.

    Where `secrets` are not taken nobody learns by showing one whether it is right, or of whom.
    """

    open_work: OpenWork
    hasher: SecretHasher
    assertions: ClientAssertions
    clock: Clock
    audiences: Collection[str]
    secrets: bool = True

    async def __call__(self, proof: ClientProof) -> PartnerClient:
        """The client. Raises ClientInvalid."""
        if proof.assertion:
            return await self._by_assertion(proof)
        if not self.secrets:
            raise ClientInvalid("secret")
        if not is_client_id(proof.client_id):
            raise ClientInvalid
        client = await self._find(proof.client_id)
        # Outside the transaction: hashing takes its time, and connections are few.
        fits = await self.hasher.verify(proof.secret, (client.secret_hash or None) if client is not None else None)
        if client is None or not fits:
            raise ClientInvalid
        return client

    async def _by_assertion(self, proof: ClientProof) -> PartnerClient:
        client_id = self.assertions.claimed_client(proof.assertion)
        if proof.secret or proof.client_id not in ("", client_id):
            raise ClientInvalid("issuer")
        client = await self._find(client_id)
        claims = self.assertions.verified(proof.assertion, client.jwks if client is not None else "")
        assertion = ClientAssertion.of_claims(claims, client_id, self.audiences, self.clock())
        async with self.open_work() as work:
            if client is None or not await work.partners.use_assertion(
                client_id, digest(assertion.id), assertion.expires_at
            ):
                raise ClientInvalid("replayed")
            await work.commit()
        return client

    async def _find(self, client_id: str) -> PartnerClient | None:
        if not is_client_id(client_id):
            return None
        async with self.open_work() as work:
            return await work.partners.get(client_id)
