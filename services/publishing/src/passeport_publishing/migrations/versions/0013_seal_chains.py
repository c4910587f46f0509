"""The certificate chains that seals were made under.

Revision: 0013, after 0012. Expanding: code of the revision before neither reads nor writes any of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seal_chain",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("pem", sa.Text, nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    op.drop_table("seal_chain")
