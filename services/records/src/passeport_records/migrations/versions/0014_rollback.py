"""What it takes to undo a batch, how far a file is read, and what operators did.

Revision: 0014, after 0013. Expanding: code of the revision before keeps no version of before, so that what it corrects
cannot be undone; it shows a batch that is undone as it was, and takes its file for the same batch.
"""

import sqlalchemy as sa
from alembic import op

from passeport_chassis.db import add_index

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = "timestamptz"
COLUMNS = {
    "entry": ("touched_by uuid",),
    "provenance_step": ("before jsonb",),
    "batch": (
        f"begun_at {MOMENT}",
        "bytes_read bigint NOT NULL DEFAULT 0",
        "lines_read bigint NOT NULL DEFAULT 0",
        f"rollback_began_at {MOMENT}",
        f"rollback_ended_at {MOMENT}",
        "rollback_reason text NOT NULL DEFAULT ''",
        "rollback_operator text NOT NULL DEFAULT ''",
        "rollback_person_id uuid",
        "rollback_entry_id uuid",
        "undone bigint NOT NULL DEFAULT 0",
        "kept bigint NOT NULL DEFAULT 0",
    ),
}
ONCE = "batch (client_id, feed, file_name, sha256)"


def upgrade() -> None:
    op.create_table(
        "operator_act",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_operator_act_about", "operator_act", ["about"], if_not_exists=True)
    for table, columns in COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column}")
    add_index("batch_rolling_back", "batch (id) WHERE rollback_began_at IS NOT NULL AND rollback_ended_at IS NULL")
    add_index("provenance_step_batch", "provenance_step USING brin (batch_id)")
    # One batch that stands of the same file, in place of one batch.
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS batch_standing_once")
        op.execute(
            f"CREATE UNIQUE INDEX CONCURRENTLY batch_standing_once ON {ONCE} "
            "WHERE state <> 'receiving' AND rollback_began_at IS NULL"
        )
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS batch_once")


def downgrade() -> None:
    op.drop_index("batch_standing_once", "batch")
    op.execute(f"CREATE UNIQUE INDEX batch_once ON {ONCE} WHERE state <> 'receiving'")
    op.drop_index("provenance_step_batch", "provenance_step")
    op.drop_index("batch_rolling_back", "batch")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column.split()[0])
    op.drop_table("operator_act")
