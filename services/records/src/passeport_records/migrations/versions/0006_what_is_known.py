"""Which messages an employment stands on, and which entry goes on in the stead of one.

Revision: 0006, after 0005. Expanding: code of the revision before neither reads nor writes these columns; what it
writes meanwhile is known by its day alone.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE entry ADD COLUMN IF NOT EXISTS known text, ADD COLUMN IF NOT EXISTS continued_by uuid")


def downgrade() -> None:
    op.drop_column("entry", "continued_by")
    op.drop_column("entry", "known")
