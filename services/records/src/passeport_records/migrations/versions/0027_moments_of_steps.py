"""When an entry changed, beside when the file that says so was received: later for what waited and what is undone.

Revision: 0027, after 0026. Expanding: code of the revision before leaves it empty, and then the receipt stands for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("provenance_step", sa.Column("made_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("provenance_step", "made_at")
