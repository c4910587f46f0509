"""Says which platform or wallet asks a holder for his consent, before he is shown anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from passeport_identity.domain.partner import PartnerClient, is_client_id
from passeport_identity.errors import PlatformNotFound, RedirectUriNotRegistered
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["Asking", "DescribeAuthorization", "platform_asking"]


@dataclass(frozen=True, slots=True)
class Asking:
    """A platform or a wallet, and the scopes that it asks for."""

    client: PartnerClient
    scopes: frozenset[str]


async def platform_asking(work: UnitOfWork, client_id: str, redirect_uri: str, scopes: Sequence[str]) -> Asking:
    """Which platform asks. Raises PlatformNotFound, also for a wallet, and as `client_asking`."""
    asking = await client_asking(work, client_id, redirect_uri, scopes)
    if not asking.client.is_platform:
        raise PlatformNotFound
    return asking


async def client_asking(work: UnitOfWork, client_id: str, redirect_uri: str, scopes: Sequence[str]) -> Asking:
    """Who asks. Raises PlatformNotFound, RedirectUriNotRegistered, and only then ScopeNotAllowed.

    The order is the promise: whoever hears of a scope knows that the address is the client's own.
    """
    client = await work.partners.get(client_id) if is_client_id(client_id) else None
    if client is None or not client.asks_holders:
        raise PlatformNotFound
    if redirect_uri not in client.redirect_uris:
        raise RedirectUriNotRegistered
    return Asking(client, client.grant(scopes))


@dataclass(frozen=True, slots=True)
class DescribeAuthorization:
    """The use case with its port."""

    open_work: OpenWork

    async def __call__(self, client_id: str, redirect_uri: str, scopes: Sequence[str]) -> Asking:
        """Describes. Raises PlatformNotFound, RedirectUriNotRegistered, ScopeNotAllowed."""
        async with self.open_work() as work:
            return await client_asking(work, client_id, redirect_uri, scopes)
