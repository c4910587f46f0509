"""Acts of operators are written once: whoever changes or deletes one is refused, the owner of the table too.

Revision: 0021, after 0020. Expanding: triggers on what code of the revision before only adds to, and an index.
"""

from alembic import op

from passeport_chassis.db import add_index

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SELECT trail_write_once('operator_act')")
    add_index("operator_act_at", "operator_act (at, act_id)")


def downgrade() -> None:
    op.drop_index("operator_act_at", "operator_act")
    op.execute("DROP TRIGGER trail_refuse_truncate ON operator_act")
    op.execute("DROP TRIGGER trail_refuse_change ON operator_act")
