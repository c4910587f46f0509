"""Which authorization of a platform a code or a token came of: a consent that is given again is the same consent.

Revision: 0024, after 0023. Expanding: code of the revision before writes none, and a row without one is ended with its
consent, as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("authorization_code", "platform_token"):
        op.add_column(table, sa.Column("grant_id", sa.Uuid))


def downgrade() -> None:
    for table in ("authorization_code", "platform_token"):
        op.drop_column(table, "grant_id")
