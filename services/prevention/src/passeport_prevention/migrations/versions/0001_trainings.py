"""Trainings, keys of requests, and what every service has: outbox, inbox, dead letters, accesses.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("declarant", sa.Text, nullable=False),
        sa.Column("declarant_name", sa.Text, nullable=False),
        sa.Column("declarant_siret", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("proof", sa.Text, nullable=False),
        sa.Column("start_date", sa.Text(collation="C")),
        sa.Column("end_date", sa.Text(collation="C")),
        sa.Column("validity_start_date", sa.Text(collation="C")),
        sa.Column("validity_end_date", sa.Text(collation="C")),
        sa.Column("dated_on", sa.Text(collation="C"), nullable=False),
        sa.Column("training_body", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("training_listed", "training", ["person_id", "dated_on", "id"])
    op.create_table(
        "request_id",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("training_id", sa.Uuid, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "partner_key",
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("partner_key", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("training_id", sa.Uuid, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
    )
    op.create_index("outbox_unpublished", "outbox", ["id"], postgresql_where=sa.text("published_at IS NULL"))
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
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
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("replayed_at", sa.DateTime(timezone=True)),
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
    for table in ("access", "dead_letter", "inbox", "outbox", "partner_key", "request_id", "training"):
        op.drop_table(table)
