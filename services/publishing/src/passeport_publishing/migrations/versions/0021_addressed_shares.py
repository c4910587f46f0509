"""To which body a share is addressed, where it has no link.

Revision: 0021, after 0020. Expanding: code of the revision before writes none, which is nobody, and shows, ends and
counts a share that has one as any other; no link leads to it.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE share ADD COLUMN IF NOT EXISTS addressee_siret text NOT NULL DEFAULT ''")
    add_index("share_addressed", "share (addressee_siret, created_at, id) WHERE addressee_siret <> ''")


def downgrade() -> None:
    op.drop_index("share_addressed", "share")
    op.drop_column("share", "addressee_siret")
