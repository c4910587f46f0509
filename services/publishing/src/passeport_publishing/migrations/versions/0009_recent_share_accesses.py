"""An index by which what was done lately by the links of a person's shares is found.

Revision: 0009, after 0008. Expanding: code of the revision before asks nothing that needs it.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("share_access_recent", "share_access (person_id, at)")


def downgrade() -> None:
    op.drop_index("share_access_recent", "share_access")
