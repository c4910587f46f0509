"""Persons, accounts, sessions, partners, and what every service has: outbox, inbox, dead letters, accesses.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REGISTERED = sa.text("origin = 'registry'")


def upgrade() -> None:
    _persons()
    _sign_in()
    _partners()
    _house()


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def _persons() -> None:
    op.create_table(
        "person",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("given_names", ARRAY(sa.Text), nullable=False),
        sa.Column("birth_name", sa.Text, nullable=False),
        sa.Column("usage_name", sa.Text, nullable=False),
        sa.Column("sex", sa.Text, nullable=False),
        sa.Column("birth_year", sa.SmallInteger, nullable=False),
        sa.Column("birth_month", sa.SmallInteger, nullable=False),
        sa.Column("birth_day", sa.SmallInteger, nullable=False),
        sa.Column("birth_place", sa.Text, nullable=False),
        sa.Column("birth_country", sa.Text, nullable=False),
        sa.Column("birth_name_key", sa.Text, nullable=False),
        sa.Column("first_given_name_key", sa.Text, nullable=False),
        sa.Column("given_names_key", sa.Text, nullable=False),
        sa.Column("usage_name_key", sa.Text, nullable=False),
        sa.Column("nir_sealed", sa.LargeBinary),
        sa.Column("nir_key_version", sa.Text),
        sa.Column("nir_index", sa.LargeBinary),
        sa.Column("nir_index_key_version", sa.Text),
        sa.Column("import_id", sa.Uuid),
        sa.Column("replaced_by", sa.Uuid, sa.ForeignKey("person.person_id")),
        _now("created_at"),
        _now("updated_at"),
        sa.CheckConstraint("origin IN ('registry', 'provisional')", name="person_origin"),
        sa.CheckConstraint(
            "num_nonnulls(nir_sealed, nir_key_version, nir_index, nir_index_key_version) "
            "= CASE origin WHEN 'registry' THEN 4 ELSE 0 END",
            name="person_nir",
        ),
    )
    op.create_index("person_nir_index", "person", ["nir_index"], unique=True, postgresql_where=_REGISTERED)
    op.create_index(
        "person_holder",
        "person",
        [
            "birth_name_key",
            "first_given_name_key",
            "sex",
            "birth_year",
            "birth_month",
            "birth_day",
            "birth_place",
        ],
        postgresql_where=_REGISTERED,
    )
    op.create_index(
        "person_pivot",
        "person",
        ["birth_name_key", "given_names_key", "birth_year"],
        postgresql_where=_REGISTERED,
    )
    op.create_table(
        "account",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
        _moment("activated_at", nullable=True),
        sa.Column("failures", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        _moment("locked_until", nullable=True),
        _now("created_at"),
    )


def _sign_in() -> None:
    op.create_table(
        "franceconnect_subject",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
        sa.Column("subject", sa.Text, nullable=False, unique=True),
        _moment("linked_at"),
    )
    op.create_table(
        "session",
        sa.Column("session_id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), nullable=False, index=True),
        sa.Column("token_digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("subject", sa.Text, nullable=False, index=True),
        sa.Column("acr", sa.Text, nullable=False),
        sa.Column("given_names", sa.Text, nullable=False),
        sa.Column("birth_name", sa.Text, nullable=False),
        sa.Column("id_token", sa.Text, nullable=False),
        _moment("opened_at"),
        sa.Column("idle_expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
        _moment("expires_at"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("state_digest", sa.LargeBinary, primary_key=True),
        sa.Column("binding_digest", sa.LargeBinary, nullable=False),
        sa.Column("nonce", sa.Text, nullable=False),
        sa.Column("code_verifier", sa.Text, nullable=False),
        sa.Column("acr", sa.Text, nullable=False),
        sa.Column("return_to", sa.Text, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
        _moment("used_at", nullable=True),
        sa.Column("session_id", sa.Uuid),
    )


def _partners() -> None:
    op.create_table(
        "partner_client",
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("siret", sa.Text, nullable=False),
        sa.Column("id_client", sa.Text, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("secret_hash", sa.Text, nullable=False),
        _now("created_at"),
        _now("updated_at"),
    )
    op.create_table(
        "partner_token",
        sa.Column("token_digest", sa.LargeBinary, primary_key=True),
        sa.Column("client_id", sa.Text, sa.ForeignKey("partner_client.client_id"), nullable=False, index=True),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def _house() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        _moment("occurred_at"),
        _moment("published_at", nullable=True),
    )
    op.create_index("outbox_unpublished", "outbox", ["id"], postgresql_where=sa.text("published_at IS NULL"))
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Uuid, primary_key=True),
        _now("received_at"),
    )
    op.create_table(
        "dead_letter",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        _now("kept_at"),
        _moment("replayed_at", nullable=True),
        sa.UniqueConstraint("consumer", "stream", "sequence", name="dead_letter_once"),
    )
    op.create_table(
        "access",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("resource_id", sa.Text, nullable=False),
        sa.Column("trace_id", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "access",
        "dead_letter",
        "inbox",
        "outbox",
        "partner_token",
        "partner_client",
        "sign_in_attempt",
        "session",
        "franceconnect_subject",
        "account",
        "person",
    ):
        op.drop_table(table)
