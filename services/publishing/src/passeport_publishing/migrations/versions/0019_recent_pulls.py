"""An index by which what was pulled lately under the consents of a person is found.

Revision: 0019, after 0018. Expanding: code of the revision before asks nothing that needs it.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("consent_pull_recent", "consent_pull (person_id, at)")


def downgrade() -> None:
    op.drop_index("consent_pull_recent", "consent_pull")
