"""What somebody told the operators of a share.

Revision: 0010, after 0009. Expanding: code of the revision before neither reads nor writes it. A report goes with its
share, so that forgetting a person and deleting old shares need not know of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "share_report",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("share_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_holder", sa.Boolean, nullable=False),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "share_id"], ["share.person_id", "share.id"], name="share_report_share", ondelete="CASCADE"
        ),
    )
    op.create_index("share_report_at", "share_report", ["at"])


def downgrade() -> None:
    op.drop_table("share_report")
