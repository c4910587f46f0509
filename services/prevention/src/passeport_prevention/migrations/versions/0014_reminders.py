"""When it was told that the day of a verification comes near.

Revision: 0014, after 0013. Expanding: code of the revision before neither reads nor writes it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("verification", sa.Column("reminded_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("verification", "reminded_at")
