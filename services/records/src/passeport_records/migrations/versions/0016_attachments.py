"""Files that holders attach to what they declare; their bytes lie elsewhere.

Revision: 0016, after 0015. Expanding: code of the revision before attaches nothing, and what it deletes takes the rows
of its files along.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

POLICIES = {
    "of_person": "person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid)",
    "of_merged": "person_id = ANY ((SELECT "
    "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[])::uuid[])",
    "of_feeds": "(SELECT current_setting('app.feeds', true)) = 'on'",
}


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("entry_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("address", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "entry_id"], ["entry.person_id", "entry.id"], ondelete="CASCADE", name="attachment_of_entry"
        ),
        sa.UniqueConstraint("address", name="attachment_address"),
    )
    op.execute("ALTER TABLE attachment ENABLE ROW LEVEL SECURITY")
    for name, condition in POLICIES.items():
        op.execute(f"CREATE POLICY attachment_{name} ON attachment USING ({condition})")


def downgrade() -> None:
    op.drop_table("attachment")
