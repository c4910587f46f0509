"""Which template a publication was made with; those of before have the classic one.

Revision: 0006, after 0005. Expanding: code of the revision before leaves it out, and makes classic ones only.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE publication ADD COLUMN IF NOT EXISTS template text NOT NULL DEFAULT 'classic'")


def downgrade() -> None:
    op.drop_column("publication", "template")
