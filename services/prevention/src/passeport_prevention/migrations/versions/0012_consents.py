"""What workers let employers read.

Revision: 0012, after 0011. Expanding: code of the revision before neither reads nor writes it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
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
    DELETE FROM consent USING expired_person
        WHERE consent.person_id = expired_person.person_id AND consent.person_id = ANY (persons);
$$
"""
OF_THIS = """\
    DELETE FROM consent USING expired_person
        WHERE consent.person_id = expired_person.person_id AND consent.person_id = ANY (persons);
"""


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("employer_siren", sa.Text, primary_key=True),
        sa.Column("employer_siret", sa.Text, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("training_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("categories", ARRAY(sa.SmallInteger), nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("said_at", MOMENT, nullable=False),
    )
    op.execute(FORGET)


def downgrade() -> None:
    op.execute(FORGET.replace(OF_THIS, ""))
    op.drop_table("consent")
