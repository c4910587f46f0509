"""The tables of holders: subjects at FranceConnect, accounts, sessions, attempts to sign in."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_identity.storage.tables.metadata import metadata

__all__ = ["account", "franceconnect_further_subject", "franceconnect_subject", "session", "sign_in_attempt"]

franceconnect_subject = sa.Table(
    "franceconnect_subject",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
    sa.Column("subject", sa.Text, nullable=False, unique=True),
    sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
)

# Subjects of the platforms beside the first (FranceConnect+), each of one person, who has one at each.
franceconnect_further_subject = sa.Table(
    "franceconnect_further_subject",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
    sa.Column("issuer", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("issuer", "subject", name="franceconnect_further_subject_issuer_subject"),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
    sa.Column("activated_at", sa.DateTime(timezone=True)),
    sa.Column("failures", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("locked_until", sa.DateTime(timezone=True)),
    # Closed by its holder; closed by a death that was reported.
    sa.Column("closed_at", sa.DateTime(timezone=True)),
    # Sealed, and without an index: nobody is looked for by his address.
    sa.Column("email_sealed", sa.LargeBinary),
    sa.Column("email_key_version", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
)

sa.Index(
    "account_email_key_version", account.c.email_key_version, postgresql_where=account.c.email_key_version.is_not(None)
)

session = sa.Table(
    "session",
    metadata,
    sa.Column("session_id", sa.Uuid, primary_key=True),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), nullable=False, index=True),
    sa.Column("token_digest", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("subject", sa.Text, nullable=False, index=True),
    sa.Column("acr", sa.Text, nullable=False),
    sa.Column("given_names", sa.Text, nullable=False),
    sa.Column("birth_name", sa.Text, nullable=False),
    # FranceConnect wants it back at logout. It expired a minute after it was made and opens nothing.
    sa.Column("id_token", sa.Text, nullable=False),
    # Browser and system in two words; empty for sessions of the revision before.
    sa.Column("device", sa.Text, nullable=False, server_default=""),
    # The platform; empty for the first one.
    sa.Column("issuer", sa.Text, nullable=False, server_default=""),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("idle_expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

sign_in_attempt = sa.Table(
    "sign_in_attempt",
    metadata,
    sa.Column("state_digest", sa.LargeBinary, primary_key=True),
    sa.Column("binding_digest", sa.LargeBinary, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("code_verifier", sa.Text, nullable=False),
    sa.Column("acr", sa.Text, nullable=False),
    sa.Column("return_to", sa.Text, nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("used_at", sa.DateTime(timezone=True)),
    sa.Column("session_id", sa.Uuid),
    # The platform, empty for the first one; the session from which a higher level was asked.
    sa.Column("issuer", sa.Text, nullable=False, server_default=""),
    sa.Column("step_up_of", sa.Uuid),
)
