"""What a session was opened with, for its holder to know it by.

Revision: 0003, after 0002. Expanding: a column with a default, which the code of the revision before leaves alone.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE session ADD COLUMN IF NOT EXISTS device text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.drop_column("session", "device")
