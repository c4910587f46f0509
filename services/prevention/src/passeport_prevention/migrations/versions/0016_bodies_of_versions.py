"""The training body of what a holder changes, which was kept of the first version alone.

Revision: 0016, after 0015. Expanding: code of the revision before neither reads nor writes it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("training_version", sa.Column("training_body", sa.Text))


def downgrade() -> None:
    op.drop_column("training_version", "training_body")
