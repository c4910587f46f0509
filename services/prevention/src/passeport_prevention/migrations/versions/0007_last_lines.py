"""Up to which line an import has its outcomes.

Revision: 0007, after 0006. Expanding: code of the revision before goes by how many results there are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("last_line", sa.BigInteger, nullable=False, server_default=sa.text("0"))
    op.add_column("import_file", column, if_not_exists=True)


def downgrade() -> None:
    op.drop_column("import_file", "last_line")
