"""Entries and where they come from, batches, ids of requests, and what every service has.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PERSONAL = ("entry", "provenance_step", "access")


def upgrade() -> None:
    _create_entries()
    _create_batches()
    _create_common()
    # Fail closed: where neither setting is made there are no rows. Not forced upon the owner, who migrates.
    for table in PERSONAL:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_of_person ON {table} "
            "USING (person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid))"
        )
        op.execute(
            f"CREATE POLICY {table}_of_feeds ON {table} USING ((SELECT current_setting('app.feeds', true)) = 'on')"
        )


def _create_entries() -> None:
    op.create_table(
        "entry",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("nature", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("organisation_name", sa.Text, nullable=False),
        sa.Column("organisation_siret", sa.Text, nullable=False),
        sa.Column("organisation_locality", sa.Text, nullable=False),
        sa.Column("start_date", sa.Text(collation="C")),
        sa.Column("end_date", sa.Text(collation="C")),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("source_label", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_up_to", sa.Date),
        sa.Column("rank", sa.SmallInteger, nullable=False),
        sa.Column("dated_on", sa.Text(collation="C"), nullable=False),
    )
    op.create_index(
        "entry_listed",
        "entry",
        ["person_id", "rank", "dated_on", "id"],
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "entry_source",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("sender", sa.Text(collation="C"), primary_key=True),
        sa.Column("sender_key", sa.Text(collation="C"), primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("entry_id", sa.Uuid, nullable=False),
    )
    op.create_table(
        "provenance_step",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("entry_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("batch_id", sa.Uuid, nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("sender_key", sa.Text, nullable=False),
        sa.Column("format_version", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "request_id",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Text, primary_key=True),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def _create_batches() -> None:
    op.execute("CREATE SEQUENCE treatment_number")
    op.create_table(
        "batch",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("id_client", sa.Text, nullable=False),
        sa.Column("sender_name", sa.Text, nullable=False),
        sa.Column("sender_siret", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("format_version", sa.Text, nullable=False),
        sa.Column("flux_id", sa.Text, nullable=False),
        sa.Column("file_id_client", sa.Text, nullable=False),
        sa.Column("late_heads", sa.Boolean, nullable=False),
        sa.Column("treatment_number", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("accepted", sa.BigInteger, nullable=False),
        sa.Column("duplicates", sa.BigInteger, nullable=False),
        sa.Column("unresolved", sa.BigInteger, nullable=False),
        sa.Column("rejected", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("upload_began_at", sa.DateTime(timezone=True)),
        sa.Column("taken_until", sa.DateTime(timezone=True)),
        sa.Column("trace", JSONB, nullable=False),
    )
    op.create_index("batch_unfinished", "batch", ["id"], postgresql_where=sa.text("state IN ('received', 'running')"))
    op.create_index(
        "batch_once",
        "batch",
        ["client_id", "feed", "file_name", "sha256"],
        unique=True,
        postgresql_where=sa.text("state <> 'receiving'"),
    )
    op.create_table(
        "batch_file",
        sa.Column("batch_id", sa.Uuid, sa.ForeignKey("batch.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "batch_item",
        sa.Column("batch_id", sa.Uuid, primary_key=True),
        sa.Column("ordinal", sa.BigInteger, primary_key=True),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("fix", sa.Text, nullable=False),
    )


def _create_common() -> None:
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
    for table in (
        *("access", "dead_letter", "inbox", "outbox", "batch_item", "batch_file", "batch"),
        *("request_id", "provenance_step", "entry_source", "entry"),
    ):
        op.drop_table(table)
    op.execute("DROP SEQUENCE treatment_number")
