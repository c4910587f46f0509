"""The tables of consents: which platform may pull which publication, and what it pulled."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from passeport_publishing.storage.metadata import metadata

__all__ = ["consent", "consent_pull"]

consent = sa.Table(
    "consent",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("publication_id", sa.Uuid, nullable=False),
    sa.Column("client_id", sa.Text, nullable=False),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    sa.Column("pull_count", sa.Integer, nullable=False),
    sa.Column("last_pulled_at", sa.DateTime(timezone=True)),
    # By it alone a platform names what it pulls.
    sa.UniqueConstraint("id", name="consent_id_once"),
)
sa.Index("consent_listed", consent.c.person_id, consent.c.granted_at, consent.c.id)
sa.Index(
    "consent_not_withdrawn",
    consent.c.publication_id,
    consent.c.client_id,
    unique=True,
    postgresql_where=consent.c.withdrawn_at.is_(None),
)
sa.Index("consent_expiry", consent.c.expires_at)

# What a platform pulled; it goes with the consent, however that goes.
consent_pull = sa.Table(
    "consent_pull",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("consent_id", sa.Uuid, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    sa.ForeignKeyConstraint(
        ["person_id", "consent_id"],
        ["consent.person_id", "consent.id"],
        name="consent_pull_consent",
        ondelete="CASCADE",
    ),
)
sa.Index("consent_pull_at", consent_pull.c.at)
sa.Index("consent_pull_recent", consent_pull.c.person_id, consent_pull.c.at)
