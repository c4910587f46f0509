"""Whether a file has no declaration that is refused whole, and so need not be surveyed again before it is processed.

Revision: 0013, after 0012. Expanding: code of the revision before surveys every file, and tells of none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("is_sound", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("import_file", column, if_not_exists=True)


def downgrade() -> None:
    op.drop_column("import_file", "is_sound")
