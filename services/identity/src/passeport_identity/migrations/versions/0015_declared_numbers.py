"""Changes of numbers that employers declare, until the civil registers or an operator decide.

Revision: 0015, after 0014. Expanding: a table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declared_number",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
        sa.Column("nir_index", sa.LargeBinary, primary_key=True, index=True),
        sa.Column("organisation", sa.Text, primary_key=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("other_person_id", sa.Uuid, sa.ForeignKey("person.person_id"), index=True),
    )


def downgrade() -> None:
    op.drop_table("declared_number")
