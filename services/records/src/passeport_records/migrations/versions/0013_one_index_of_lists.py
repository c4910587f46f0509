"""Drops the index that `entry_placed` takes the place of: each is written with every entry of a feed.

Revision: 0013, after 0012. Code of the revision before lists by `entry_placed` too, and sorts what is of one kind.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS entry_listed")


def downgrade() -> None:
    op.execute("CREATE INDEX entry_listed ON entry (person_id, rank, dated_on, id) WHERE state = 'active'")
