"""The name of a wallet, beside what its authorization bound it to, so that the trail names who took a credential.

Revision: 0023, after 0022. Expanding: code of the revision before writes none, and is told as a wallet without a name.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE wallet_grant ADD COLUMN IF NOT EXISTS wallet text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.drop_column("wallet_grant", "wallet")
