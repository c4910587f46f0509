"""Revokes a token of a partner or a platform (RFC 7009)."""

from __future__ import annotations

from dataclasses import dataclass

from passeport_identity.domain.authorization import TokenKind
from passeport_identity.domain.opaque_token import digest
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.ports import OpenWork

__all__ = ["RevokePartnerToken"]


@dataclass(frozen=True, slots=True)
class RevokePartnerToken:
    """A client revokes its own tokens only; whatever else it names is left alone, and not told apart (section 2.2).

    A refresh token of a platform takes every token of its authorization along (section 2.1): none of a later one, which
    the holder gave under the same consent. The consent is his.

    Caller tokens that were made from it live on for their minute.
    """

    open_work: OpenWork
    authenticate: AuthenticatePartner

    async def __call__(self, proof: ClientProof, token: str) -> None:
        """Revokes. Raises ClientInvalid."""
        client = await self.authenticate(proof)
        async with self.open_work() as work:
            found = await work.authorizations.find_any(digest(token), client.client_id)
            if found is None:
                await work.partners.end_token(digest(token), client.client_id)
            elif found.kind is TokenKind.ACCESS:
                await work.authorizations.end_access(found.digest)
            else:
                await work.authorizations.end_grant(found)
            await work.commit()
