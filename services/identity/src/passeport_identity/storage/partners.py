"""The clients of partners, and their access tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.authorization import TokenKind
from passeport_identity.domain.partner import PartnerClient, PartnerProof, PartnerToken
from passeport_identity.domain.partner_role import PartnerRole, known_scopes
from passeport_identity.storage.tables import (
    authorization_code,
    client_assertion,
    partner_client,
    partner_token,
    platform_token,
)

__all__ = ["CLIENT", "SqlPartners", "read_client"]

CLIENT = (
    partner_client.c.client_id,
    partner_client.c.organisation,
    partner_client.c.siret,
    partner_client.c.scopes,
    partner_client.c.id_client,
    partner_client.c.secret_hash,
    partner_client.c.jwks,
    partner_client.c.role,
    partner_client.c.id_contrat,
    partner_client.c.redirect_uris,
    partner_client.c.purpose,
)


class SqlPartners:
    """Implements `usecases.partner_ports.Partners`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, client_id: str) -> PartnerClient | None:
        """A client."""
        query = sa.select(*CLIENT).where(partner_client.c.client_id == client_id)
        row = (await self._connection.execute(query)).one_or_none()
        return read_client(row) if row is not None else None

    async def save(self, client: PartnerClient) -> None:
        """Adds a client or writes it anew; another secret, or other keys, end the tokens of the former.

        Another organisation, SIRET or purpose ends what holders consented to: they read of the former (GDPR, 6-1 a).
        """
        values = {
            "organisation": client.organisation,
            "siret": client.siret,
            "id_client": client.id_client,
            "scopes": sorted(client.scopes),
            "secret_hash": client.secret_hash,
            "jwks": client.jwks,
            "role": client.role or "",
            "id_contrat": client.id_contrat,
            "redirect_uris": list(client.redirect_uris),
            "purpose": client.purpose,
        }
        was = partner_client.c
        is_proved_otherwise = _differs(client, was.secret_hash != client.secret_hash, was.jwks != client.jwks)
        is_another = _differs(
            client,
            was.organisation != client.organisation,
            was.siret != client.siret,
            was.purpose != client.purpose,
        )
        # Refresh tokens outlive a proof: they are worth nothing without it, and stand for the consent of a holder.
        is_access = platform_token.c.kind == TokenKind.ACCESS.value
        for table, ends in (
            (partner_token, is_proved_otherwise),
            (authorization_code, is_another),
            (platform_token, sa.or_(is_another, sa.and_(is_access, is_proved_otherwise))),
        ):
            await self._connection.execute(sa.delete(table).where(table.c.client_id == client.client_id, ends))
        await self._connection.execute(
            insert(partner_client)
            .values(client_id=client.client_id, **values)
            .on_conflict_do_update(index_elements=["client_id"], set_={**values, "updated_at": sa.func.now()})
        )

    async def remove(self, client_id: str) -> None:
        """Forgets a client with its tokens."""
        await self._connection.execute(sa.delete(partner_token).where(partner_token.c.client_id == client_id))
        await self._connection.execute(sa.delete(partner_client).where(partner_client.c.client_id == client_id))

    async def add_token(self, token: PartnerToken) -> None:
        """Adds an access token."""
        await self._connection.execute(
            sa.insert(partner_token).values(
                token_digest=token.digest,
                client_id=token.client_id,
                scopes=sorted(token.scopes),
                expires_at=token.expires_at,
                proof=token.proof.value,
            )
        )

    async def find_token(self, digest: bytes) -> tuple[PartnerToken, PartnerClient] | None:
        """An access token, valid or not, and its client."""
        query = (
            sa.select(
                partner_token.c.scopes.label("granted"), partner_token.c.expires_at, partner_token.c.proof, *CLIENT
            )
            .join(partner_client, partner_client.c.client_id == partner_token.c.client_id)
            .where(partner_token.c.token_digest == digest)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        proof = PartnerProof(row.proof)
        token = PartnerToken(digest, row.client_id, frozenset(row.granted), row.expires_at, proof)
        return token, read_client(row)

    async def end_token(self, digest: bytes, client_id: str) -> None:
        """Forgets an access token, if it is that client's."""
        await self._connection.execute(
            sa.delete(partner_token).where(
                partner_token.c.token_digest == digest, partner_token.c.client_id == client_id
            )
        )

    async def use_assertion(self, client_id: str, id_digest: bytes, expires_at: datetime) -> bool:
        """Notes that an assertion has served; False when it had before."""
        noted = (
            insert(client_assertion)
            .values(client_id=client_id, id_digest=id_digest, expires_at=expires_at)
            .on_conflict_do_nothing()
        )
        return (await self._connection.execute(noted)).rowcount == 1


def _differs(client: PartnerClient, *ways: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether the client is registered, and otherwise in one of these ways."""
    return sa.exists().where(partner_client.c.client_id == client.client_id, sa.or_(*ways))


def read_client(row: sa.Row[*tuple[Any, ...]]) -> PartnerClient:
    """A client from a row that has the columns of `CLIENT`; a role or a scope of a later version it has not."""
    role = PartnerRole.known(row.role)
    return PartnerClient(
        row.client_id,
        row.organisation,
        row.siret,
        known_scopes(role, row.scopes),
        row.id_client,
        row.secret_hash,
        row.jwks,
        role,
        row.id_contrat,
        tuple(row.redirect_uris),
        row.purpose,
    )
