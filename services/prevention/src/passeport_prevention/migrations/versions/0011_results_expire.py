"""Since when what became of the lines of an import is no longer kept.

Revision: 0011, after 0010. Expanding: code of the revision before shows such a result as an empty one; `expire-results`
is to be run when none of it is left.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_file", sa.Column("result_expired_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("import_file", "result_expired_at")
