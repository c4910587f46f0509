"""Which key made the fingerprints of temporary and of declared numbers, so that it is known until when it is needed.

Revision: 0020, after 0019. Expanding: columns that code of the revision before leaves empty; such rows lapse in a year.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person_ntt", sa.Column("index_key_version", sa.Text))
    op.add_column("declared_number", sa.Column("index_key_version", sa.Text))


def downgrade() -> None:
    op.drop_column("declared_number", "index_key_version")
    op.drop_column("person_ntt", "index_key_version")
