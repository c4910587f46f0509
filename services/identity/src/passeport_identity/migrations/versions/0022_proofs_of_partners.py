"""What a client of a partner had shown for an access token: a secret, or what it signed.

Revision: 0022, after 0021. Expanding: a column with a default that code of the revision before leaves as it is; such
tokens lapse in minutes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("partner_token", sa.Column("proof", sa.Text, nullable=False, server_default="client_secret"))


def downgrade() -> None:
    op.drop_column("partner_token", "proof")
