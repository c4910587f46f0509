"""Takes an authorization request before the browser of a holder is sent with it (RFC 9126), and gives it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from passeport_chassis.clock import Clock
from passeport_identity.domain.authorization import PushedRequest
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.errors import ClientInvalid, PlatformNotFound, PushedRequestNotFound
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.describe_authorization import client_asking
from passeport_identity.usecases.ports import OpenWork

__all__ = ["LASTS", "PushAuthorization", "TakePushed"]

LASTS = timedelta(seconds=90)
"""Until the browser comes with it; whoever has to sign in first comes back with the whole request."""
_PREFIX = "urn:ietf:params:oauth:request_uri:"


@dataclass(frozen=True, slots=True)
class PushAuthorization:
    """The use case with its ports. A platform proves who it is as for a token; a wallet has nothing to prove it by."""

    open_work: OpenWork
    authenticate: AuthenticatePartner
    clock: Clock

    async def __call__(
        self, proof: ClientProof, redirect_uri: str, scopes: Sequence[str], parameters: Mapping[str, str]
    ) -> str:
        """The `request_uri`. Raises ClientInvalid, RedirectUriNotRegistered, ScopeNotAllowed."""
        shows = bool(proof.secret or proof.assertion)
        client_id = (await self.authenticate(proof)).client_id if shows else proof.client_id
        secret = mint()
        async with self.open_work() as work:
            await work.take_turns(f"client {client_id}")
            try:
                asking = await client_asking(work, client_id, redirect_uri, scopes)
            except PlatformNotFound:
                raise ClientInvalid from None
            if asking.client.is_wallet is shows:
                raise ClientInvalid
            expires_at = self.clock() + LASTS
            await work.authorizations.add_pushed(PushedRequest(digest(secret), client_id, dict(parameters), expires_at))
            await work.commit()
        return f"{_PREFIX}{secret}"


@dataclass(frozen=True, slots=True)
class TakePushed:
    """The use case with its ports. It may be looked at again while it lasts: a page is loaded twice at times."""

    open_work: OpenWork
    clock: Clock

    async def __call__(self, client_id: str, request_uri: str) -> Mapping[str, str]:
        """The parameters. Raises PushedRequestNotFound, also for another client's."""
        if not request_uri.startswith(_PREFIX):
            raise PushedRequestNotFound
        async with self.open_work() as work:
            found = await work.authorizations.find_pushed(digest(request_uri.removeprefix(_PREFIX)))
        if found is None or found.client_id != client_id or self.clock() >= found.expires_at:
            raise PushedRequestNotFound
        return found.parameters
