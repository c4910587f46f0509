"""What was declared of a training later on, and where one stands that was changed.

Revision: 0008, after 0007. Expanding: code of the revision before neither reads nor writes it, and shows a training as
it was first declared.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from passeport_chassis.db import add_index

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BEFORE = """
CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM training USING expired_person
        WHERE training.person_id = expired_person.person_id AND training.person_id = ANY (persons);
    DELETE FROM partner_key USING expired_person
        WHERE partner_key.person_id = expired_person.person_id AND partner_key.person_id = ANY (persons);
    DELETE FROM request_id USING expired_person
        WHERE request_id.person_id = expired_person.person_id AND request_id.person_id = ANY (persons);
$$
"""
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
$$
"""


def upgrade() -> None:
    op.create_table(
        "training_version",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("training_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("proof", sa.Text, nullable=False),
        sa.Column("start_date", sa.Text(collation="C")),
        sa.Column("end_date", sa.Text(collation="C")),
        sa.Column("validity_start_date", sa.Text(collation="C")),
        sa.Column("validity_end_date", sa.Text(collation="C")),
        sa.Column("dated_on", sa.Text(collation="C"), nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("particulars", JSONB),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "training_state",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("training_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", MOMENT),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    op.execute(FORGET)
    add_index("ix_partner_key_training_id", "partner_key (training_id)")
    add_index("ix_training_declaration", "training (declaration) WHERE declaration <> ''")


def downgrade() -> None:
    op.drop_index("ix_training_declaration", "training")
    op.drop_index("ix_partner_key_training_id", "partner_key")
    op.execute(BEFORE)
    op.drop_table("training_state")
    op.drop_table("training_version")
