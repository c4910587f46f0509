"""Consultations: about whom a professional reads, and why.

Revision: 0009, after 0008. Expanding: a table, which the code of the revision before leaves alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "consultation",
        sa.Column("consultation_id", sa.Uuid, primary_key=True),
        sa.Column("professional_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False, index=True),
    )
    op.create_index("consultation_lately", "consultation", ["professional_id", "opened_at"])


def downgrade() -> None:
    op.drop_table("consultation")
