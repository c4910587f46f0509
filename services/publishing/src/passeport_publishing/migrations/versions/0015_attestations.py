"""What a publication is: those of before are CVs.

Revision: 0015, after 0014. Expanding: code of the revision before leaves it out, and makes CVs only.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE publication ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'cv'")


def downgrade() -> None:
    op.drop_column("publication", "kind")
