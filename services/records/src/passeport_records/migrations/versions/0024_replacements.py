"""Which declarations of the DSN no longer count, batch by batch: undoing one forgets what it replaced and nothing else.

Revision: 0024, after 0023. Expanding: code of the revision before goes on with `replaced_declaration`, read as well.
It does not know what new code notes: what it takes although it was replaced is taken back when the declaration that
replaces it is sent again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replacement",
        sa.Column("siret", sa.Text(collation="C"), primary_key=True),
        sa.Column("slot", sa.Text(collation="C"), primary_key=True),
        sa.Column("batch_id", sa.Uuid, primary_key=True, index=True),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("made", sa.Date, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
    )


def downgrade() -> None:
    op.drop_table("replacement")
