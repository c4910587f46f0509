"""How often the work on a batch was begun in vain, why, and when it may be begun again.

Revision: 0003, after 0002. Expanding: code of the revision before neither reads nor writes these columns.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batch", sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("batch", sa.Column("last_error", sa.Text, nullable=False, server_default=""))
    op.add_column("batch", sa.Column("given_up", sa.BigInteger, nullable=False, server_default=sa.text("0")))
    op.add_column("batch", sa.Column("not_before", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for name in ("not_before", "given_up", "last_error", "attempts"):
        op.drop_column("batch", name)
