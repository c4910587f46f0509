"""What a partner is: its role, and the contract of a certifier.

Revision: 0007, after 0006. Expanding: columns with a default, which the code of the revision before leaves alone.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE partner_client ADD COLUMN IF NOT EXISTS role text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE partner_client ADD COLUMN IF NOT EXISTS id_contrat text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.drop_column("partner_client", "id_contrat")
    op.drop_column("partner_client", "role")
