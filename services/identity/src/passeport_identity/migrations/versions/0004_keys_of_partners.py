"""Partners that prove who they are by what they sign: their keys, and the assertions that have served.

Revision: 0004, after 0003. Expanding: a column with a default and a table, which the code of the revision before leaves
alone. It would refuse a client that has keys only, as one whose secret is wrong.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE partner_client ADD COLUMN IF NOT EXISTS jwks text NOT NULL DEFAULT ''")
    op.create_table(
        "client_assertion",
        sa.Column("client_id", sa.Text, primary_key=True),
        sa.Column("id_digest", sa.LargeBinary, primary_key=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("client_assertion")
    op.drop_column("partner_client", "jwks")
