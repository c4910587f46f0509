"""Registers a client of a partner, or writes it anew. An operator's act, by command."""

from __future__ import annotations

from dataclasses import dataclass, replace

from passeport_identity.domain.partner import PartnerClient
from passeport_identity.usecases.outside import SecretHasher
from passeport_identity.usecases.ports import OpenWork

__all__ = ["RegisterPartner"]

_SHORTEST_SECRET = 32


@dataclass(frozen=True, slots=True)
class RegisterPartner:
    """Registering again with the same secret and keys keeps the client's tokens; others end them."""

    open_work: OpenWork
    hasher: SecretHasher

    async def __call__(self, client: PartnerClient, client_secret: str | None) -> None:
        """Registers; without a secret for a client that has keys or that never asks for a token.

        Raises ValueError on a secret too short to be one, and on a proof that a role has no use for.
        """
        needs_proof = client.role is None or not client.role.reads
        if needs_proof and client_secret is None and not client.jwks:
            raise ValueError("a client has a secret, keys, or both")
        if not needs_proof and (client_secret is not None or client.jwks):
            raise ValueError(f"a {client.role} has neither a secret nor keys: its professionals sign in")
        if client_secret is not None and len(client_secret) < _SHORTEST_SECRET:
            raise ValueError(f"client_secret: at least {_SHORTEST_SECRET} characters")
        secret_hash = "" if client_secret is None else await self._hash(client.client_id, client_secret)
        async with self.open_work() as work:
            await work.partners.save(replace(client, secret_hash=secret_hash))
            await work.commit()

    async def _hash(self, client_id: str, client_secret: str) -> str:
        async with self.open_work() as work:
            known = await work.partners.get(client_id)
        if known is not None and known.secret_hash and await self.hasher.verify(client_secret, known.secret_hash):
            return known.secret_hash
        return await self.hasher.hash(client_secret)
