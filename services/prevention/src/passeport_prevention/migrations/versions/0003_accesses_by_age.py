"""An index by which accesses older than a year are found.

Revision: 0003, after 0002. Expanding: code of the revision before writes on; only `expire-accesses` asks for it.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("access_at", "access (at)")


def downgrade() -> None:
    op.drop_index("access_at", "access")
