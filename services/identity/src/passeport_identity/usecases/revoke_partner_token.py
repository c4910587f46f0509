"""Revokes an access token of a partner (RFC 7009)."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_identity.domain.opaque_token import digest
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.ports import OpenWork

__all__ = ["RevokePartnerToken"]


@dataclass(frozen=True, slots=True)
class RevokePartnerToken:
    """A client revokes its own tokens only; whatever else it names is left alone, and not told apart (section 2.2).

    Caller tokens that were made from it live on for their minute.
    """

    open_work: OpenWork
    authenticate: AuthenticatePartner

    async def __call__(self, proof: ClientProof, access_token: str) -> None:
        """Revokes. Raises ClientInvalid."""
        client = await self.authenticate(proof)
        async with self.open_work() as work:
            await work.partners.end_token(digest(access_token), client.client_id)
            await work.commit()
