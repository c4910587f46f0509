"""FranceConnect+ beside FranceConnect: whose platform a subject, a session and an attempt are of; steps up.

Revision: 0010, after 0009. Expanding: a table, and columns with a default or none, which the code of the revision
before leaves alone. What it writes is of the platform that it knows, the first one, whose issuer is written as ''.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "franceconnect_further_subject",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
        sa.Column("issuer", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("issuer", "subject", name="franceconnect_further_subject_issuer_subject"),
    )
    op.execute("ALTER TABLE session ADD COLUMN IF NOT EXISTS issuer text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE sign_in_attempt ADD COLUMN IF NOT EXISTS issuer text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE sign_in_attempt ADD COLUMN IF NOT EXISTS step_up_of uuid")


def downgrade() -> None:
    op.drop_column("sign_in_attempt", "step_up_of")
    op.drop_column("sign_in_attempt", "issuer")
    op.drop_column("session", "issuer")
    op.drop_table("franceconnect_further_subject")
