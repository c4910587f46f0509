"""Publications, status lists, issuer keys, and what every service has: outbox, inbox, dead letters, accesses.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("published_at", _MOMENT, nullable=False),
        sa.Column("state_at", _MOMENT, nullable=False),
        sa.Column("record_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("changed_record_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("document_sha256", sa.Text, nullable=False),
        sa.Column("document_size", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("person_id", "request_id", name="publication_request_once"),
        sa.UniqueConstraint("id", name="publication_id_once"),
        sa.UniqueConstraint("code", name="publication_code_once"),
    )
    op.create_index("publication_listed", "publication", ["person_id", "published_at", "id"])
    op.create_table(
        "content",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column("snapshot", JSONB, nullable=False),
        sa.Column("credential", sa.Text, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    # A PDF is compressed already.
    op.execute("ALTER TABLE content ALTER COLUMN document SET STORAGE EXTERNAL")
    op.create_table(
        "source",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column("record_id", sa.Uuid, primary_key=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
    )
    op.create_index("source_record", "source", ["record_id"])
    op.create_table(
        "source_change",
        sa.Column("record_id", sa.Uuid, primary_key=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("heard_at", _MOMENT, nullable=False, server_default=sa.func.now()),
    )
    op.create_index("source_change_heard", "source_change", ["heard_at"])
    op.create_table(
        "status_list",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("purpose", "number", name="status_list_once"),
    )
    op.create_table(
        "status_entry",
        sa.Column("list_id", sa.Text, primary_key=True),
        sa.Column("index", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("publication_id", sa.Uuid, nullable=False),
    )
    op.create_table(
        "issuer_key",
        sa.Column("kid", sa.Text, primary_key=True),
        sa.Column("jwk", JSONB, nullable=False),
        sa.Column("first_used_at", _MOMENT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("occurred_at", _MOMENT, nullable=False),
        sa.Column("published_at", _MOMENT),
    )
    op.create_index("outbox_unpublished", "outbox", ["id"], postgresql_where=sa.text("published_at IS NULL"))
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("received_at", _MOMENT, nullable=False, server_default=sa.func.now()),
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
        sa.Column("kept_at", _MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("replayed_at", _MOMENT),
        sa.UniqueConstraint("consumer", "stream", "sequence", name="dead_letter_once"),
    )
    op.create_table(
        "access",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("at", _MOMENT, primary_key=True),
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
        *("access", "dead_letter", "inbox", "outbox", "issuer_key", "status_entry", "status_list"),
        *("source_change", "source", "content", "publication"),
    ):
        op.drop_table(table)
