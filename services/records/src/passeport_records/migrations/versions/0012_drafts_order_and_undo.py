"""Where a holder puts an entry, and until when he may take its deletion back.

Revision: 0012, after 0011. Expanding: code of the revision before lists by date alone, deletes at once, and does not
see drafts and deleted entries, whose states it does not know.
"""

import sqlalchemy as sa
from alembic import op

from passeport_chassis.db import add_index

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("place", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
        sa.Column("purge_at", sa.DateTime(timezone=True)),
        sa.Column("state_before", sa.Text),
    ):
        op.add_column("entry", column, if_not_exists=True)
    add_index("entry_deleted", "entry (purge_at) WHERE purge_at IS NOT NULL")
    add_index("entry_placed", "entry (person_id, rank, place, dated_on, id) WHERE state = 'active'")


def downgrade() -> None:
    for index in ("entry_placed", "entry_deleted"):
        op.drop_index(index, "entry")
    for column in ("state_before", "purge_at", "place"):
        op.drop_column("entry", column)
