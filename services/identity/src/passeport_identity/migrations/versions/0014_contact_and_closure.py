"""What a holder chooses of his account: an e-mail address, a language, to close it.

Revision: 0014, after 0013. Expanding: columns that code of the revision before leaves alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("closed_at", sa.DateTime(timezone=True)))
    op.add_column("account", sa.Column("email_sealed", sa.LargeBinary))
    op.add_column("account", sa.Column("email_key_version", sa.Text))
    op.add_column("account", sa.Column("language", sa.Text))
    op.add_column("account", sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    for column in ("version", "language", "email_key_version", "email_sealed", "closed_at"):
        op.drop_column("account", column)
