"""Notes of the toy programme."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note", sa.Column("person_id", sa.Uuid, primary_key=True), sa.Column("text", sa.Text, nullable=False)
    )


def downgrade() -> None:
    op.drop_table("note")
