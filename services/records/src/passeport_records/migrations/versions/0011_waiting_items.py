"""Items of files that wait for their person, and what became of items after the report was written.

Revision: 0011, after 0010. Expanding: code of the revision before lets nothing wait, and shows reports as they were
written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "item_outcome",
        sa.Column("batch_id", sa.Uuid, primary_key=True),
        sa.Column("ordinal", sa.BigInteger, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("fix", sa.Text, nullable=False),
    )
    op.create_table(
        "waiting_item",
        sa.Column("batch_id", sa.Uuid, primary_key=True),
        sa.Column("ordinal", sa.BigInteger, primary_key=True),
        sa.Column("source", sa.Text),
        sa.Column("sender", sa.Text(collation="C")),
        sa.Column("sender_key", sa.Text(collation="C")),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
    )
    for column in ("since", "not_before"):
        op.create_index(f"ix_waiting_item_{column}", "waiting_item", [column])
    op.create_index(
        "waiting_item_key",
        "waiting_item",
        ["source", "sender", "sender_key"],
        postgresql_where=sa.text("source IS NOT NULL"),
    )
    op.execute("ALTER TABLE batch ADD COLUMN IF NOT EXISTS later bigint NOT NULL DEFAULT 0")


def downgrade() -> None:
    op.drop_column("batch", "later")
    op.drop_table("waiting_item")
    op.drop_table("item_outcome")
