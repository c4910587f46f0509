"""When holders are to be reminded of trainings that come to their end, and that they were.

Revision: 0021, after 0020. Expanding: code of the revision before neither reads nor writes it; what it takes in is
planned by `remind-expiries`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
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
    DELETE FROM holder_state USING expired_person
        WHERE holder_state.person_id = expired_person.person_id AND holder_state.person_id = ANY (persons);
    DELETE FROM arrival USING expired_person
        WHERE arrival.person_id = expired_person.person_id AND arrival.person_id = ANY (persons);
    DELETE FROM expiry USING expired_person
        WHERE expiry.person_id = expired_person.person_id AND expiry.person_id = ANY (persons);
    DELETE FROM reminder USING expired_person
        WHERE reminder.person_id = expired_person.person_id AND reminder.person_id = ANY (persons);
$$
"""
OF_THIS = """\
    DELETE FROM expiry USING expired_person
        WHERE expiry.person_id = expired_person.person_id AND expiry.person_id = ANY (persons);
    DELETE FROM reminder USING expired_person
        WHERE reminder.person_id = expired_person.person_id AND reminder.person_id = ANY (persons);
"""


def upgrade() -> None:
    op.create_table(
        "expiry",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("training_id", sa.Uuid, primary_key=True),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("remind_on", sa.Date),
    )
    op.create_index("expiry_to_remind", "expiry", ["remind_on"], postgresql_where=sa.text("remind_on IS NOT NULL"))
    op.create_table(
        "expiry_walk",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Uuid),
        sa.Column("training_id", sa.Uuid),
        sa.Column("done_at", MOMENT),
    )
    op.create_table(
        "reminder",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("training_id", sa.Uuid, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("days", sa.SmallInteger, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
    )
    op.create_index("ix_reminder_told_at", "reminder", ["told_at"])
    op.create_index("reminder_once", "reminder", ["person_id", "training_id", "until_on", "days"], unique=True)
    op.execute(FORGET)


def downgrade() -> None:
    op.execute(FORGET.replace(OF_THIS, ""))
    for table in ("reminder", "expiry_walk", "expiry"):
        op.drop_table(table)
