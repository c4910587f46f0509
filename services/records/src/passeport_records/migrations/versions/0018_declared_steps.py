"""What holders did to what they declare, to be told in its provenance.

Revision: 0018, after 0017. Expanding: code of the revision before notes nothing, and what is missing then follows from
the entry itself, as far as it goes.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

POLICIES = {
    "of_person": "person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid)",
    "of_merged": "person_id = ANY ((SELECT "
    "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[])::uuid[])",
}


def upgrade() -> None:
    op.create_table(
        "declared_step",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("entry_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("fields", ARRAY(sa.Text), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "entry_id"],
            ["entry.person_id", "entry.id"],
            ondelete="CASCADE",
            name="declared_step_of_entry",
        ),
    )
    op.execute("ALTER TABLE declared_step ENABLE ROW LEVEL SECURITY")
    for name, condition in POLICIES.items():
        op.execute(f"CREATE POLICY declared_step_{name} ON declared_step USING ({condition})")


def downgrade() -> None:
    op.drop_table("declared_step")
