"""The clients of partners, and their access tokens."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.domain.partner import PartnerClient, PartnerToken
from passeport_identity.storage.tables import partner_client, partner_token

__all__ = ["SqlPartners"]

_CLIENT = (
    partner_client.c.client_id,
    partner_client.c.organisation,
    partner_client.c.siret,
    partner_client.c.scopes,
    partner_client.c.id_client,
    partner_client.c.secret_hash,
)


class SqlPartners:
    """Implements `usecases.ports.Partners`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, client_id: str) -> PartnerClient | None:
        """A client."""
        query = sa.select(*_CLIENT).where(partner_client.c.client_id == client_id)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return PartnerClient(
            row.client_id, row.organisation, row.siret, frozenset(row.scopes), row.id_client, row.secret_hash
        )

    async def save(self, client: PartnerClient) -> None:
        """Adds a client or writes it anew; a new secret ends the tokens of the old one."""
        values = {
            "organisation": client.organisation,
            "siret": client.siret,
            "id_client": client.id_client,
            "scopes": sorted(client.scopes),
            "secret_hash": client.secret_hash,
        }
        tokens_of_another_secret = sa.delete(partner_token).where(
            partner_token.c.client_id == client.client_id,
            sa.exists().where(
                partner_client.c.client_id == client.client_id,
                partner_client.c.secret_hash != client.secret_hash,
            ),
        )
        await self._connection.execute(tokens_of_another_secret)
        await self._connection.execute(
            insert(partner_client)
            .values(client_id=client.client_id, **values)
            .on_conflict_do_update(index_elements=["client_id"], set_={**values, "updated_at": sa.func.now()})
        )

    async def add_token(self, token: PartnerToken) -> None:
        """Adds an access token."""
        await self._connection.execute(
            sa.insert(partner_token).values(
                token_digest=token.digest,
                client_id=token.client_id,
                scopes=sorted(token.scopes),
                expires_at=token.expires_at,
            )
        )

    async def find_token(self, digest: bytes) -> tuple[PartnerToken, PartnerClient] | None:
        """An access token, valid or not, and its client."""
        query = (
            sa.select(partner_token.c.scopes.label("granted"), partner_token.c.expires_at, *_CLIENT)
            .join(partner_client, partner_client.c.client_id == partner_token.c.client_id)
            .where(partner_token.c.token_digest == digest)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        token = PartnerToken(digest, row.client_id, frozenset(row.granted), row.expires_at)
        client = PartnerClient(
            row.client_id, row.organisation, row.siret, frozenset(row.scopes), row.id_client, row.secret_hash
        )
        return token, client
