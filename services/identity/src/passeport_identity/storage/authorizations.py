"""The codes and tokens of platforms."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.authorization import AuthorizationCode, PlatformToken, PushedRequest, TokenKind
from passeport_identity.domain.partner import PartnerClient, PartnerProof
from passeport_identity.storage.partners import CLIENT, read_client
from passeport_identity.storage.tables import authorization_code, partner_client, platform_token, pushed_request

__all__ = ["SqlAuthorizations"]

_CODE, _TOKEN = authorization_code.c, platform_token.c


class SqlAuthorizations:
    """Implements `usecases.authorization_ports.Authorizations`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_code(self, code: AuthorizationCode) -> None:
        """Adds a code."""
        await self._connection.execute(
            sa.insert(authorization_code).values(
                code_digest=code.digest,
                client_id=code.client_id,
                redirect_uri=code.redirect_uri,
                scopes=sorted(code.scopes),
                challenge=code.challenge,
                person_id=code.person_id,
                consent_id=code.consent_id,
                expires_at=code.expires_at,
                ends_at=code.ends_at,
                grant_id=code.grant_id,
            )
        )

    async def find_code(self, digest: bytes) -> AuthorizationCode | None:
        """A code, lapsed and used or not, locked until the end of the transaction."""
        query = sa.select(authorization_code).where(_CODE.code_digest == digest).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return AuthorizationCode(
            row.code_digest,
            row.client_id,
            row.redirect_uri,
            frozenset(row.scopes),
            row.challenge,
            row.person_id,
            row.consent_id,
            row.expires_at,
            row.ends_at,
            row.used_at,
            row.grant_id,
        )

    async def mark_code_used(self, digest: bytes, now: datetime) -> None:
        """Notes that a code was shown by its client."""
        await self._connection.execute(
            sa.update(authorization_code).where(_CODE.code_digest == digest).values(used_at=now)
        )

    async def add_pushed(self, request: PushedRequest) -> None:
        """Adds an authorization request that was pushed."""
        await self._connection.execute(
            sa.insert(pushed_request).values(
                request_digest=request.digest,
                client_id=request.client_id,
                parameters=dict(request.parameters),
                expires_at=request.expires_at,
            )
        )

    async def find_pushed(self, digest: bytes) -> PushedRequest | None:
        """Such a request, lapsed or not."""
        query = sa.select(pushed_request).where(pushed_request.c.request_digest == digest)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else PushedRequest(row.request_digest, row.client_id, row.parameters, row.expires_at)

    async def add_tokens(self, *tokens: PlatformToken) -> None:
        """Adds tokens."""
        rows = [
            {
                "token_digest": token.digest,
                "kind": token.kind.value,
                "client_id": token.client_id,
                "person_id": token.person_id,
                "consent_id": token.consent_id,
                "scopes": sorted(token.scopes),
                "expires_at": token.expires_at,
                "ends_at": token.ends_at,
                "proof": token.proof.value,
                "grant_id": token.grant_id,
            }
            for token in tokens
        ]
        await self._connection.execute(sa.insert(platform_token), rows)

    async def find_refresh(self, digest: bytes) -> PlatformToken | None:
        """A refresh token, lapsed and used or not, locked until the end of the transaction."""
        query = sa.select(platform_token).where(_TOKEN.token_digest == digest, _TOKEN.kind == TokenKind.REFRESH.value)
        row = (await self._connection.execute(query.with_for_update())).one_or_none()
        return None if row is None else _token(row)

    async def mark_refresh_used(self, digest: bytes, now: datetime) -> None:
        """Notes that a refresh token was turned into others."""
        await self._connection.execute(
            sa.update(platform_token).where(_TOKEN.token_digest == digest).values(used_at=now)
        )

    async def find_access(self, digest: bytes) -> tuple[PlatformToken, PartnerClient] | None:
        """An access token, valid or not, and its client."""
        # The two have columns of the same names.
        of_token = [column.label(f"token_{column.name}") for column in platform_token.columns]
        query = (
            sa.select(*of_token, *CLIENT)
            .join(partner_client, partner_client.c.client_id == _TOKEN.client_id)
            .where(_TOKEN.token_digest == digest, _TOKEN.kind == TokenKind.ACCESS.value)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else (_token(row, "token_"), read_client(row))

    async def find_any(self, digest: bytes, client_id: str) -> PlatformToken | None:
        """A token of a client, of either kind."""
        query = sa.select(platform_token).where(_TOKEN.token_digest == digest, _TOKEN.client_id == client_id)
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else _token(row)

    async def end_access(self, digest: bytes) -> None:
        """Forgets one access token."""
        await self._connection.execute(sa.delete(platform_token).where(_TOKEN.token_digest == digest))

    async def end_grant(self, of: AuthorizationCode | PlatformToken) -> None:
        """Forgets what came of the same authorization, as `end_consent` does.

        And what no authorization is known of, under the same consent of the same client.
        """

        def came_of_it(table: sa.Table) -> sa.ColumnElement[bool]:
            under = sa.and_(table.c.consent_id == of.consent_id, table.c.client_id == of.client_id)
            if of.grant_id is None:
                return under
            # What code of before wrote may have come of this one.
            return sa.and_(under, sa.or_(table.c.grant_id == of.grant_id, table.c.grant_id.is_(None)))

        await self._end(came_of_it)

    async def end_consent(self, consent_id: UUID, person_ids: Collection[UUID]) -> None:
        """Forgets the tokens of a consent of one of these persons, and the codes that were not shown."""
        await self._end(lambda table: sa.and_(table.c.consent_id == consent_id, table.c.person_id.in_(person_ids)))

    async def _end(self, which_of: Callable[[sa.Table], sa.ColumnElement[bool]]) -> None:
        # Codes first: who turns one into tokens just now is waited for, and his tokens are there then.
        for table in (authorization_code, platform_token):
            which = [which_of(table)]
            if table is authorization_code:
                # One that was shown stays, so that it is known when it is shown again.
                which.append(table.c.used_at.is_(None))
            # The same of a refresh token: what came of it is looked for again.
            while (await self._connection.execute(sa.delete(table).where(*which))).rowcount:
                pass


def _token(row: Any, prefix: str = "") -> PlatformToken:
    def of(name: str) -> Any:
        return getattr(row, f"{prefix}{name}")

    return PlatformToken(
        of("token_digest"),
        TokenKind(of("kind")),
        of("client_id"),
        of("person_id"),
        of("consent_id"),
        frozenset(of("scopes")),
        of("expires_at"),
        of("ends_at"),
        PartnerProof(of("proof")),
        of("used_at"),
        of("grant_id"),
    )
