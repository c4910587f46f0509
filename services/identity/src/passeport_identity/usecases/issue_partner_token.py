"""Issues an access token to a partner: OAuth 2.0 client credentials (RFC 6749 section 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from passeport_chassis.clock import Clock
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.partner import PartnerToken
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.ports import OpenWork

__all__ = ["IssuePartnerToken", "IssuedPartnerToken"]


@dataclass(frozen=True, slots=True)
class IssuedPartnerToken:
    """An access token, how long it lives and what it allows."""

    access_token: str = field(repr=False)
    lifetime: timedelta
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class IssuePartnerToken:
    """Issues opaque tokens good for `lifetime`."""

    open_work: OpenWork
    authenticate: AuthenticatePartner
    clock: Clock
    lifetime: timedelta

    async def __call__(self, proof: ClientProof, scopes: Sequence[str]) -> IssuedPartnerToken:
        """Issues. Raises ClientInvalid, without telling an unknown client from a wrong secret, and ScopeNotAllowed."""
        client = await self.authenticate(proof)
        granted, token = client.grant(scopes), mint()
        async with self.open_work() as work:
            await work.partners.add_token(
                PartnerToken(digest(token), client.client_id, granted, self.clock() + self.lifetime)
            )
            await work.commit()
        return IssuedPartnerToken(token, self.lifetime, granted)
