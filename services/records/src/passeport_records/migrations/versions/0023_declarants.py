"""Whether who sent a file of the DSN declares for every employer, or for his own SIREN alone.

Revision: 0023, after 0022. Expanding: code of the revision before leaves it empty, and its files are read as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("batch", sa.Column("every_employer", sa.Boolean))


def downgrade() -> None:
    op.drop_column("batch", "every_employer")
