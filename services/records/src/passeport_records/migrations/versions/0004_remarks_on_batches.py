"""How many remarks the report of a batch has.

Revision: 0004, after 0003. Expanding: code of the revision before neither reads nor writes the column. Of the batches
before it the remarks are in their reports and not counted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batch", sa.Column("remarks", sa.BigInteger, nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    op.drop_column("batch", "remarks")
