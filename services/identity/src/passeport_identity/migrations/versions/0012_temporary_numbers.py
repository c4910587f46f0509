"""Which number a person has, NIR or NIA, and the temporary numbers of employers (NTT) that lead to a person.

Revision: 0012, after 0011. Expanding: a column that says NIR where nothing else is written, and a table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("nir_kind", sa.Text, nullable=False, server_default="nir"))
    op.create_table(
        "person_ntt",
        sa.Column("ntt_index", sa.LargeBinary, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True, index=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("person_ntt")
    op.drop_column("person", "nir_kind")
