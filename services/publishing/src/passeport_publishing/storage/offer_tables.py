"""The tables of offers to wallets, and of what an authorization bound some of them to."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_publishing.storage.metadata import metadata

__all__ = ["credential_offer", "wallet_grant"]

# An offer goes with its publication, however that goes.
credential_offer = sa.Table(
    "credential_offer",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("publication_id", sa.Uuid, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("code_hash", sa.LargeBinary, nullable=False),
    sa.Column("tx_code_hash", sa.Text, nullable=False),
    sa.Column("tx_code_failures", sa.Integer, nullable=False),
    sa.Column("redeemed_at", sa.DateTime(timezone=True)),
    sa.Column("token_hash", sa.LargeBinary),
    sa.Column("token_expires_at", sa.DateTime(timezone=True)),
    sa.Column("issue_count", sa.Integer, nullable=False),
    sa.Column("issued_at", sa.DateTime(timezone=True)),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.UniqueConstraint("code_hash", name="credential_offer_code_once"),
    sa.UniqueConstraint("token_hash", name="credential_offer_token_once"),
    sa.ForeignKeyConstraint(
        ["person_id", "publication_id"],
        ["publication.person_id", "publication.id"],
        name="credential_offer_publication",
        ondelete="CASCADE",
    ),
)
sa.Index(
    "credential_offer_listed",
    credential_offer.c.person_id,
    credential_offer.c.publication_id,
    credential_offer.c.created_at,
)
sa.Index("credential_offer_expiry", credential_offer.c.expires_at)

# Beside the offers, which code that knows no authorization reads and writes alone; it goes with its offer.
wallet_grant = sa.Table(
    "wallet_grant",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("offer_id", sa.Uuid, primary_key=True),
    sa.Column("code_hash", sa.LargeBinary, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("redirect_uri", sa.Text, nullable=False),
    sa.Column("challenge", sa.Text, nullable=False),
    # As the holder read its name.
    sa.Column("wallet", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("code_hash", name="wallet_grant_code_once"),
    sa.ForeignKeyConstraint(
        ["person_id", "offer_id"],
        ["credential_offer.person_id", "credential_offer.id"],
        name="wallet_grant_offer",
        ondelete="CASCADE",
    ),
)
