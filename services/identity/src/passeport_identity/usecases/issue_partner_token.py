"""Issues an access token to a partner: OAuth 2.0 client credentials (RFC 6749 section 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from passeport_chassis.clock import Clock
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.partner import PartnerToken, is_client_id
from passeport_identity.errors import ClientInvalid
from passeport_identity.usecases.outside import SecretHasher
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
    hasher: SecretHasher
    clock: Clock
    lifetime: timedelta

    async def __call__(self, client_id: str, client_secret: str, scopes: Sequence[str]) -> IssuedPartnerToken:
        """Issues. Raises ClientInvalid, without telling an unknown client from a wrong secret, and ScopeNotAllowed."""
        if not is_client_id(client_id):
            raise ClientInvalid
        async with self.open_work() as work:
            client = await work.partners.get(client_id)
        # Outside the transaction: hashing takes its time, and connections are few.
        fits = await self.hasher.verify(client_secret, client.secret_hash if client is not None else None)
        if client is None or not fits:
            raise ClientInvalid
        granted, token = client.grant(scopes), mint()
        async with self.open_work() as work:
            await work.partners.add_token(
                PartnerToken(digest(token), client.client_id, granted, self.clock() + self.lifetime)
            )
            await work.commit()
        return IssuedPartnerToken(token, self.lifetime, granted)
