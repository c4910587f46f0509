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
    """Registering again with the same secret keeps the client's tokens; a new secret ends them."""

    open_work: OpenWork
    hasher: SecretHasher

    async def __call__(self, client: PartnerClient, client_secret: str) -> None:
        """Registers. Raises ValueError when the secret is too short to be one."""
        if len(client_secret) < _SHORTEST_SECRET:
            raise ValueError(f"client_secret: at least {_SHORTEST_SECRET} characters")
        async with self.open_work() as work:
            known = await work.partners.get(client.client_id)
        kept = known.secret_hash if known is not None else None
        unchanged = kept is not None and await self.hasher.verify(client_secret, kept)
        secret_hash = kept if unchanged and kept is not None else await self.hasher.hash(client_secret)
        async with self.open_work() as work:
            await work.partners.save(replace(client, secret_hash=secret_hash))
            await work.commit()
