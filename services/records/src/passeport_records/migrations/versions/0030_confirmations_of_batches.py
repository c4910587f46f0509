"""The index by which confirmations of a batch are found, whenever its lines found their persons.

Revision: 0030, after 0029. Expanding: code of the revision before finds them by it too; the index of ranges before goes
once it is there.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("confirmation_of_batch", "confirmation (batch_id)")
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS confirmation_batch")


def downgrade() -> None:
    op.execute("CREATE INDEX confirmation_batch ON confirmation USING brin (batch_id)")
    op.drop_index("confirmation_of_batch", "confirmation")
