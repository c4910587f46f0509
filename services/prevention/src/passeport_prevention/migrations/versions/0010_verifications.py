"""What employers say of trainings that training bodies declared.

Revision: 0010, after 0009. Expanding: code of the revision before neither reads nor writes it, and what it declares
nobody is asked to verify.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FORGET = """
CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM training USING expired_person
        WHERE training.person_id = expired_person.person_id AND training.person_id = ANY (persons);
    DELETE FROM partner_key USING expired_person
        WHERE partner_key.person_id = expired_person.person_id AND partner_key.person_id = ANY (persons);
    DELETE FROM request_id USING expired_person
        WHERE request_id.person_id = expired_person.person_id AND request_id.person_id = ANY (persons);
    DELETE FROM training_version USING expired_person
        WHERE training_version.person_id = expired_person.person_id AND training_version.person_id = ANY (persons);
    DELETE FROM training_state USING expired_person
        WHERE training_state.person_id = expired_person.person_id AND training_state.person_id = ANY (persons);
    DELETE FROM verification USING expired_person
        WHERE verification.person_id = expired_person.person_id AND verification.person_id = ANY (persons);
$$
"""
OF_THIS = """\
    DELETE FROM verification USING expired_person
        WHERE verification.person_id = expired_person.person_id AND verification.person_id = ANY (persons);
"""


def upgrade() -> None:
    op.create_table(
        "verification",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("training_id", sa.Uuid, primary_key=True),
        sa.Column("employer_siren", sa.Text(collation="C"), nullable=False),
        sa.Column("employer_siret", sa.Text, nullable=False),
        sa.Column("declarant_siren", sa.Text(collation="C"), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("verification_of_employer", "verification", ["employer_siren", "training_id"])
    op.create_index(
        "verification_to_answer",
        "verification",
        ["declarant_siren", "training_id"],
        postgresql_where=sa.text("state IN ('correction_asked', 'contested')"),
    )
    op.create_index("verification_awaited", "verification", ["due_on"], postgresql_where=sa.text("state = 'awaiting'"))
    op.execute(FORGET)


def downgrade() -> None:
    op.execute(FORGET.replace(OF_THIS, ""))
    op.drop_table("verification")
