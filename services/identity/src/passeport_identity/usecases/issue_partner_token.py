"""Issues an access token to a partner: OAuth 2.0 client credentials (RFC 6749 section 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from passeport_chassis.clock import Clock
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.partner import PartnerProof, PartnerToken
from passeport_identity.errors import ClientInvalid, GrantNotAllowed
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
        """Issues. Raises ClientInvalid, without telling an unknown client from a wrong secret, ScopeNotAllowed, and
        GrantNotAllowed to a platform, which obtains tokens by consents of holders only.
        """
        proved, token = await self.authenticate(proof), mint()
        shown = PartnerProof.SIGNED if proof.assertion else PartnerProof.SHARED
        async with self.open_work() as work:
            # Proving takes its time, and who is registered anew or removed meanwhile has had his tokens ended already.
            await work.take_turns(f"client {proved.client_id}")
            client = await work.partners.get(proved.client_id)
            if client is None or not client.is_proved_as(proved):
                raise ClientInvalid
            if client.asks_holders:
                raise GrantNotAllowed
            granted = client.grant(scopes)
            expires_at = self.clock() + self.lifetime
            await work.partners.add_token(PartnerToken(digest(token), client.client_id, granted, expires_at, shown))
            await work.commit()
        return IssuedPartnerToken(token, self.lifetime, granted)
