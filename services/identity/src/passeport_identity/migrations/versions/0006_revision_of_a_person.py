"""The revision of a person, which every event about his state raises.

Revision: 0006, after 0005. Expanding: code of the revision before writes on, and raises nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("revision", sa.BigInteger, nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    op.drop_column("person", "revision")
