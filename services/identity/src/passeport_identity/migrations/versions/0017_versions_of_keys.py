"""Which versions of keys are in use, found without reading the rows.

Revision: 0017, after 0016. Expanding: indexes.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COLUMNS = (
    ("person", "nir_key_version"),
    ("person", "nir_index_key_version"),
    ("former_nir", "nir_key_version"),
    ("former_nir", "nir_index_key_version"),
    ("account", "email_key_version"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        add_index(f"{table}_{column}", f"{table} ({column}) WHERE {column} IS NOT NULL")


def downgrade() -> None:
    for table, column in COLUMNS:
        op.drop_index(f"{table}_{column}")
