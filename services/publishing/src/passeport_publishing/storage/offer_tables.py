"""The table of offers to wallets."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_publishing.storage.metadata import metadata

__all__ = ["credential_offer"]

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
