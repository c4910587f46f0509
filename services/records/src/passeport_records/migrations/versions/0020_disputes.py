"""What holders contest of guaranteed entries.

Revision: 0020, after 0019. Expanding: code of the revision before opens none, and what it forgets of a person or an
entry takes their disputes along; a correction that it writes leaves a dispute open until the next one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
POLICIES = {
    "of_person": "person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid)",
    "of_merged": "person_id = ANY ((SELECT "
    "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[])::uuid[])",
    "of_feeds": "(SELECT current_setting('app.feeds', true)) = 'on'",
}
INDEXES = (
    "CREATE UNIQUE INDEX dispute_open_once ON dispute (person_id, entry_id) WHERE closed_at IS NULL",
    "CREATE INDEX dispute_due ON dispute (due_on) WHERE closed_at IS NULL",
    # Columns of their own: row-level security lets the planner use no function that is not leakproof, as left() is not.
    "CREATE INDEX dispute_of_sender ON dispute (sender_siren, id)",
    "CREATE INDEX dispute_of_employer ON dispute (employer_siren, id)",
    "CREATE UNIQUE INDEX dispute_id ON dispute (id)",
    "CREATE INDEX dispute_of_entry_in_time ON dispute (person_id, entry_id)",
)


def upgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("entry_revision", sa.BigInteger, nullable=False),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("sender_name", sa.Text, nullable=False),
        sa.Column("sender_siret", sa.Text(collation="C"), nullable=False),
        sa.Column("sender_siren", sa.Text(collation="C"), sa.Computed("left(sender_siret, 9)", persisted=True)),
        sa.Column("employer_name", sa.Text, nullable=False),
        sa.Column("employer_siret", sa.Text(collation="C"), nullable=False),
        sa.Column("employer_siren", sa.Text(collation="C"), sa.Computed("left(employer_siret, 9)", persisted=True)),
        sa.Column("employer_locality", sa.Text, nullable=False),
        sa.Column("batch_id", sa.Uuid, nullable=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        sa.Column("sender_key", sa.Text, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.Text),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["person_id", "entry_id"], ["entry.person_id", "entry.id"], ondelete="CASCADE", name="dispute_of_entry"
        ),
    )
    for statement in INDEXES:
        op.execute(statement)
    op.execute("ALTER TABLE dispute ENABLE ROW LEVEL SECURITY")
    for name, condition in POLICIES.items():
        op.execute(f"CREATE POLICY dispute_{name} ON dispute USING ({condition})")


def downgrade() -> None:
    op.drop_table("dispute")
