"""A file of the DSN stands once for its sender's own employees, and once for those of every employer.

Revision: 0025, after 0024. Expanding: code of the revision before finds one of the two, and takes the file for it.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ONCE = "batch (client_id, feed, file_name, sha256"
STANDS = "WHERE state <> 'receiving' AND rollback_began_at IS NULL"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS batch_stands_once")
        op.execute(
            f"CREATE UNIQUE INDEX CONCURRENTLY batch_stands_once ON {ONCE}, coalesce(every_employer, true)) {STANDS}"
        )
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS batch_standing_once")


def downgrade() -> None:
    op.drop_index("batch_stands_once", "batch")
    op.execute(f"CREATE UNIQUE INDEX batch_standing_once ON {ONCE}) {STANDS}")
