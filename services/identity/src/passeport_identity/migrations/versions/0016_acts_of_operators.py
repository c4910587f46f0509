"""Acts of operators, the body for which a consultation was opened, and how many were asked for on a day.

Revision: 0016, after 0015. Expanding: tables, and a column that code of the revision before leaves alone.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consultation", sa.Column("siret", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "consultation_day",
        sa.Column("professional_id", sa.Uuid, primary_key=True),
        sa.Column("siret", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True, index=True),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
    )
    op.create_table(
        "operator_act",
        sa.Column("act_id", sa.Uuid, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False, index=True),
        sa.Column("changes", JSONB, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("operator_act")
    op.drop_table("consultation_day")
    op.drop_column("consultation", "siret")
