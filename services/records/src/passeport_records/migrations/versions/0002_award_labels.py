"""Labels of awards, from the register of France compétences.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "award_label",
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("award_label")
