"""Authorization requests that clients sent before the browser of a holder comes with them (RFC 9126).

Revision: 0025, after 0024. Expanding: code of the revision before neither reads nor writes any; a client that it
deletes takes the rows along.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pushed_request",
        sa.Column("request_digest", sa.LargeBinary, primary_key=True),
        sa.Column("client_id", sa.Text, sa.ForeignKey("partner_client.client_id", ondelete="CASCADE"), nullable=False),
        sa.Column("parameters", JSONB, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    for column in ("client_id", "expires_at"):
        op.create_index(f"ix_pushed_request_{column}", "pushed_request", [column])


def downgrade() -> None:
    op.drop_table("pushed_request")
