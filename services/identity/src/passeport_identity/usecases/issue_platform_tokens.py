"""Gives a platform the tokens of a consent: for a code (RFC 6749 section 4.1.3), or for a refresh token (section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from passeport_chassis.clock import Clock
from passeport_identity.domain.authorization import AuthorizationCode, PlatformLifetimes, PlatformToken, TokenKind
from passeport_identity.domain.opaque_token import digest, mint
from passeport_identity.domain.partner import PartnerClient, PartnerProof
from passeport_identity.domain.scopes import PLATFORM_SCOPES
from passeport_identity.errors import ClientInvalid, GrantInvalid, ScopeNotAllowed
from passeport_identity.usecases.authenticate_partner import AuthenticatePartner, ClientProof
from passeport_identity.usecases.open_accounts import check_consents_hold
from passeport_identity.usecases.ports import OpenWork, UnitOfWork

__all__ = ["IssuePlatformTokens", "IssuedPlatformTokens"]


@dataclass(frozen=True, slots=True)
class IssuedPlatformTokens:
    """An access token, how long it lives and what it allows, and what the next is obtained with."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    lifetime: timedelta
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class IssuePlatformTokens:
    """What serves once and is shown twice was seen by somebody else: then every token of the authorization ends.

    A code or token that is refused is not told apart from one that is unknown, but by the checks that a platform of
    good faith can mend.
    """

    open_work: OpenWork
    authenticate: AuthenticatePartner
    clock: Clock
    lifetimes: PlatformLifetimes

    async def for_code(
        self, proof: ClientProof, code: str, redirect_uri: str, code_verifier: str
    ) -> IssuedPlatformTokens:
        """Turns a code into tokens; whatever comes of it, its client has shown it, and it serves no more.

        Raises ClientInvalid, GrantInvalid, and ConsentSuspended, which uses nothing up.
        """
        proved = await self.authenticate(proof)
        now = self.clock()
        async with self.open_work() as work:
            client = await self._client(work, proved)
            found = await work.authorizations.find_code(digest(code))
            if found is None or found.client_id != client.client_id:
                raise GrantInvalid("unknown")
            if found.used_at is not None:
                await self._end(work, found)
            await check_consents_hold(work, found.person_id)
            await work.authorizations.mark_code_used(found.digest, now)
            try:
                found.check(redirect_uri, code_verifier, now)
            except GrantInvalid:
                await work.commit()
                raise
            return await self._issue(work, client, proof, found, found.scopes, now)

    async def for_refresh_token(
        self, proof: ClientProof, refresh_token: str, scopes: Sequence[str]
    ) -> IssuedPlatformTokens:
        """Turns a refresh token into tokens, with fewer scopes if asked. Raises ClientInvalid, GrantInvalid,
        ScopeNotAllowed, and ConsentSuspended, which uses nothing up.
        """
        proved = await self.authenticate(proof)
        now = self.clock()
        async with self.open_work() as work:
            client = await self._client(work, proved)
            found = await work.authorizations.find_refresh(digest(refresh_token))
            if found is None or found.client_id != client.client_id:
                raise GrantInvalid("unknown")
            if found.used_at is not None:
                await self._end(work, found)
            if now >= min(found.expires_at, found.ends_at):
                raise GrantInvalid("expired")
            wanted = frozenset(scopes)
            for scope in sorted(wanted - found.scopes):
                raise ScopeNotAllowed(scope if scope in PLATFORM_SCOPES else "unknown")
            await check_consents_hold(work, found.person_id)
            await work.authorizations.mark_refresh_used(found.digest, now)
            return await self._issue(work, client, proof, found, wanted or found.scopes, now)

    @staticmethod
    async def _client(work: UnitOfWork, proved: PartnerClient) -> PartnerClient:
        # Proving takes its time, and who is registered anew or removed meanwhile has had his tokens ended already.
        await work.take_turns(f"client {proved.client_id}")
        client = await work.partners.get(proved.client_id)
        if client is None or not client.is_proved_as(proved):
            raise ClientInvalid
        return client

    @staticmethod
    async def _end(work: UnitOfWork, shown: AuthorizationCode | PlatformToken) -> None:
        await work.authorizations.end_grant(shown)
        await work.commit()
        raise GrantInvalid("used")

    async def _issue(
        self,
        work: UnitOfWork,
        client: PartnerClient,
        proof: ClientProof,
        granted: AuthorizationCode | PlatformToken,
        scopes: frozenset[str],
        now: datetime,
    ) -> IssuedPlatformTokens:
        shown = PartnerProof.SIGNED if proof.assertion else PartnerProof.SHARED
        access, refresh = mint(), mint()

        def token(secret: str, kind: TokenKind, kept: frozenset[str], lifetime: timedelta) -> PlatformToken:
            return PlatformToken(
                digest(secret), kind, client.client_id, granted.person_id, granted.consent_id, kept,
                min(now + lifetime, granted.ends_at), granted.ends_at, shown, grant_id=granted.grant_id,
            )  # fmt: skip

        allowed = scopes & client.scopes
        await work.authorizations.add_tokens(
            token(access, TokenKind.ACCESS, allowed, self.lifetimes.access),
            token(refresh, TokenKind.REFRESH, granted.scopes, self.lifetimes.refresh),
        )
        await work.commit()
        lifetime = min(self.lifetimes.access, granted.ends_at - now)
        return IssuedPlatformTokens(access, refresh, lifetime, allowed)
