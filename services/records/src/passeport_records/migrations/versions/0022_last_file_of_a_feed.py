"""An index by which the last file of each feed is found, however many there are.

Revision: 0022, after 0021. Expanding: code of the revision before does not look for it.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("batch_finished", "batch (feed, id) WHERE state = 'finished'")


def downgrade() -> None:
    op.drop_index("batch_finished", "batch")
