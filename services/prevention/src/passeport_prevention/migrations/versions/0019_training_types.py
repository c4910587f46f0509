"""What a training is for, and whether it renews another.

Revision: 0019, after 0018. Expanding: code of the revision before neither reads nor writes it, and corrects a training
without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("training", "training_version")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("training_type", sa.Text))
        op.add_column(table, sa.Column("refresher", sa.Boolean))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "refresher")
        op.drop_column(table, "training_type")
