"""Declarations of the DSN that a later one replaced or annulled, and what the latest messages told of a contract.

Revision: 0019, after 0018. Expanding: code of the revision before writes `known` alone, which says so, and knows of no
declaration that no longer counts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entry", sa.Column("told", sa.Text))
    op.create_table(
        "replaced_declaration",
        sa.Column("siret", sa.Text(collation="C"), primary_key=True),
        sa.Column("slot", sa.Text(collation="C"), primary_key=True),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("made", sa.Date, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("batch_id", sa.Uuid, nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("replaced_declaration")
    op.drop_column("entry", "told")
