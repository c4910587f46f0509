"""What a publication is: those of before are CVs.

Revision: 0014, after 0013. Expanding: code of the revision before leaves it out, and makes CVs only.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE publication ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'cv'")


def downgrade() -> None:
    op.drop_column("publication", "kind")
