"""The tables of partners: their clients, and the tokens and assertions of these."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from passeport_identity.storage.tables.metadata import metadata

__all__ = ["client_assertion", "partner_client", "partner_token"]

partner_client = sa.Table(
    "partner_client",
    metadata,
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("siret", sa.Text, nullable=False),
    sa.Column("id_client", sa.Text, nullable=False),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    # Empty where the client proves who it is by what it signs; `jwks` where it does by a secret.
    sa.Column("secret_hash", sa.Text, nullable=False),
    sa.Column("jwks", sa.Text, nullable=False, server_default=""),
    # Empty for clients of the revision before, which go on with the scopes that they have.
    sa.Column("role", sa.Text, nullable=False, server_default=""),
    sa.Column("id_contrat", sa.Text, nullable=False, server_default=""),
    # Of platforms only.
    sa.Column("redirect_uris", ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("purpose", sa.Text, nullable=False, server_default=""),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)

partner_token = sa.Table(
    "partner_token",
    metadata,
    sa.Column("token_digest", sa.LargeBinary, primary_key=True),
    sa.Column("client_id", sa.Text, sa.ForeignKey("partner_client.client_id"), nullable=False, index=True),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    # What the client had shown for it; of one of the revision before the lesser of both is said.
    sa.Column("proof", sa.Text, nullable=False, server_default="client_secret"),
)

sa.Index("partner_client_siret", partner_client.c.siret)

# Assertions of clients that have served, until they lapse: each serves once (RFC 7523 section 3).
client_assertion = sa.Table(
    "client_assertion",
    metadata,
    sa.Column("client_id", sa.Text, primary_key=True),
    sa.Column("id_digest", sa.LargeBinary, primary_key=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)
