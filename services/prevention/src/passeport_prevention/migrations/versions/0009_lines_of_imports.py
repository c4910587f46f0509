"""How many lines a file has, and those that failed of late.

Revision: 0009, after 0008. Expanding: code of the revision before counts no lines, and those of its files are 0.
"""

import sqlalchemy as sa
from alembic import op

from passeport_chassis.db import add_index

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("lines", sa.BigInteger, nullable=False, server_default=sa.text("0"))
    op.add_column("import_file", column, if_not_exists=True)
    add_index("import_failed", "import_file (finished_at) WHERE state = 'failed'")


def downgrade() -> None:
    op.drop_index("import_failed", "import_file")
    op.drop_column("import_file", "lines")
