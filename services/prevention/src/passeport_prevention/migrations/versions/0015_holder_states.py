"""Whose account is closed, and whose death is reported.

Revision: 0015, after 0014. Expanding: code of the revision before neither reads nor writes it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
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
    DELETE FROM consent USING expired_person
        WHERE consent.person_id = expired_person.person_id AND consent.person_id = ANY (persons);
    DELETE FROM holder_state USING expired_person
        WHERE holder_state.person_id = expired_person.person_id AND holder_state.person_id = ANY (persons);
$$
"""
OF_THIS = """\
    DELETE FROM holder_state USING expired_person
        WHERE holder_state.person_id = expired_person.person_id AND holder_state.person_id = ANY (persons);
"""


def upgrade() -> None:
    op.create_table(
        "holder_state",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("closed", sa.Boolean),
        sa.Column("closed_revision", sa.BigInteger),
        sa.Column("dead", sa.Boolean),
        sa.Column("dead_revision", sa.BigInteger),
    )
    op.execute(FORGET)


def downgrade() -> None:
    op.execute(FORGET.replace(OF_THIS, ""))
    op.drop_table("holder_state")
