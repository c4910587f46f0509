"""The tables of professionals: who they are, their sessions, and the consultations that they opened."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_identity.storage.tables.metadata import metadata

__all__ = ["consultation", "consultation_day", "professional", "professional_attempt", "professional_session"]

# A professional as ProConnect and his body know him; no name. He is forgotten 18 months after `habilitated_until`.
professional = sa.Table(
    "professional",
    metadata,
    sa.Column("professional_id", sa.Uuid, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False, unique=True),
    sa.Column("uid", sa.Text, nullable=False),
    sa.Column("siret", sa.Text, nullable=False, index=True),
    sa.Column("habilitated_until", sa.DateTime(timezone=True), nullable=False, index=True),
)

professional_attempt = sa.Table(
    "professional_attempt",
    metadata,
    sa.Column("state_digest", sa.LargeBinary, primary_key=True),
    sa.Column("binding_digest", sa.LargeBinary, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("code_verifier", sa.Text, nullable=False),
    sa.Column("return_to", sa.Text, nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("used_at", sa.DateTime(timezone=True)),
)

professional_session = sa.Table(
    "professional_session",
    metadata,
    sa.Column("session_id", sa.Uuid, primary_key=True),
    sa.Column("professional_id", sa.Uuid, nullable=False),
    sa.Column("token_digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("siret", sa.Text, nullable=False, index=True),
    sa.Column("given_names", sa.Text, nullable=False),
    sa.Column("usual_name", sa.Text, nullable=False),
    sa.Column("acr", sa.Text, nullable=False),
    # The provider wants it back at logout.
    sa.Column("id_token", sa.Text, nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("idle_expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

# `person_id` is empty for one that found nobody: only the moment counts then.
consultation = sa.Table(
    "consultation",
    metadata,
    sa.Column("consultation_id", sa.Uuid, primary_key=True),
    sa.Column("professional_id", sa.Uuid, nullable=False),
    # Gone with the person, also where code of before deletes him, which does not know of it.
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id", ondelete="CASCADE")),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    # The body for which it was opened; empty in one of the revision before.
    sa.Column("siret", sa.Text, nullable=False, server_default=""),
    sa.Index("consultation_lately", "professional_id", "opened_at"),
    sa.Index("consultation_person_id", "person_id", postgresql_where=sa.text("person_id IS NOT NULL")),
)

# How many a professional opened on a day for a body, and how many found nobody: of whom is kept nowhere.
consultation_day = sa.Table(
    "consultation_day",
    metadata,
    sa.Column("professional_id", sa.Uuid, primary_key=True),
    sa.Column("siret", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True, index=True),
    sa.Column("opened", sa.Integer, nullable=False),
    sa.Column("missed", sa.Integer, nullable=False),
)
