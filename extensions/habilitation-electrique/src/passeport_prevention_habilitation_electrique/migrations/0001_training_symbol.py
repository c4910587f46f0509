"""The symbols that a training prepares for.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_symbol",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("training_id", sa.Uuid, primary_key=True),
        sa.Column("symbol", sa.Text, primary_key=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("training_symbol")
