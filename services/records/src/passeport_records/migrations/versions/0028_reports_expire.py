"""Since when what became of the lines of a batch is no longer told, and since when nothing of it is there.

Revision: 0028, after 0027. Expanding: code of the revision before shows such a report as an empty one, and undoes such
a batch as it did; `expire-reports` is to be run when none of it is left.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

COLUMNS = ("report_expired_at", "report_erased_at")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("batch", sa.Column(column, sa.DateTime(timezone=True)))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("batch", column)
