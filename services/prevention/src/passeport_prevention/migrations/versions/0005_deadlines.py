"""Until when a declaration was in time.

Revision: 0005, after 0004. Expanding: code of the revision before neither reads nor writes it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training", sa.Column("due_on", sa.Date), if_not_exists=True)


def downgrade() -> None:
    op.drop_column("training", "due_on")
