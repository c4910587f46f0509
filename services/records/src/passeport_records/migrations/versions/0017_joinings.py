"""What holders decided of declared entries and of the guaranteed ones that seem to say the same.

Revision: 0017, after 0016. Expanding: code of the revision before joins nothing, and lists both.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

POLICIES = {
    "of_person": "person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid)",
    "of_merged": "person_id = ANY ((SELECT "
    "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[])::uuid[])",
}


def upgrade() -> None:
    op.create_table(
        "joining",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("declared_id", sa.Uuid, primary_key=True),
        sa.Column("guaranteed_id", sa.Uuid, primary_key=True),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "declared_id"], ["entry.person_id", "entry.id"], ondelete="CASCADE", name="joining_of_entry"
        ),
    )
    op.execute("ALTER TABLE joining ENABLE ROW LEVEL SECURITY")
    for name, condition in POLICIES.items():
        op.execute(f"CREATE POLICY joining_{name} ON joining USING ({condition})")


def downgrade() -> None:
    op.drop_table("joining")
