"""Indexes by which those to remind are found, and what one employer has still to verify.

Revision: 0017, after 0016. Expanding: code of the revision before writes on.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_index("verification_to_remind", "verification (due_on) WHERE state = 'awaiting' AND reminded_at IS NULL")
    add_index("verification_awaited_of_employer", "verification (employer_siren, due_on) WHERE state = 'awaiting'")


def downgrade() -> None:
    op.drop_index("verification_awaited_of_employer", "verification")
    op.drop_index("verification_to_remind", "verification")
