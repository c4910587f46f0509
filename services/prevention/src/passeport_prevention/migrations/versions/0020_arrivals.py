"""What enters by itself: entries of records, each with the training that it is.

Revision: 0020, after 0019. Expanding: code of the revision before neither reads nor writes the table. It cannot read a
training that came by itself (`declarant` is `automatic`): let none come before it is gone (PASSEPORT_RECORDS_TARGET).
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
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
    DELETE FROM arrival USING expired_person
        WHERE arrival.person_id = expired_person.person_id AND arrival.person_id = ANY (persons);
$$
"""
OF_THIS = """\
    DELETE FROM arrival USING expired_person
        WHERE arrival.person_id = expired_person.person_id AND arrival.person_id = ANY (persons);
"""
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("entry_id", sa.Uuid, primary_key=True),
        sa.Column("training_id", sa.Uuid),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("code", sa.Text, nullable=False, server_default=""),
        sa.Column("is_award", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("source", sa.Text, nullable=False, server_default=""),
        sa.Column("siret", sa.Text, nullable=False, server_default=""),
        sa.Column("funder", sa.Text, nullable=False, server_default=""),
        sa.Column("contested", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("heard", sa.BigInteger, nullable=False),
        sa.Column("wanted_at", MOMENT),
        sa.Column("taken_until", MOMENT),
    )
    op.create_index("arrival_wanted", "arrival", ["wanted_at"], postgresql_where=sa.text("wanted_at IS NOT NULL"))
    op.execute(FORGET)


def downgrade() -> None:
    op.execute(FORGET.replace(OF_THIS, ""))
    op.drop_table("arrival")
