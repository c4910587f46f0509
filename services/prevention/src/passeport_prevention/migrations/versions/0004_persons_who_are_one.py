"""Which persons are one, whose time is over, and the one way to delete what is of these.

Revision: 0004, after 0003. Expanding: code of the revision before neither reads nor writes any of it, and shows of a
merged person what is under his own identifier.
"""

import sqlalchemy as sa
from alembic import op

from passeport_chassis.db import add_index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# The service's role may not delete what is written once. By this it may, of those of whom a row that it can never take
# back says that their time is over, and only all of it.
FORGET = """
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
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("merged_person_id", sa.Uuid, nullable=False),
        sa.Column("merged_at", MOMENT),
        sa.Column("undone_at", MOMENT),
        if_not_exists=True,
    )
    for column in ("person_id", "merged_person_id"):
        op.create_index(f"ix_person_merge_{column}", "person_merge", [column], if_not_exists=True)
    op.create_table(
        "expired_person",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("expired_at", MOMENT, nullable=False),
        if_not_exists=True,
    )
    op.execute(FORGET)
    add_index("ix_partner_key_person_id", "partner_key (person_id)")


def downgrade() -> None:
    op.drop_index("ix_partner_key_person_id", "partner_key")
    op.execute("DROP FUNCTION forget_expired(uuid[])")
    op.drop_table("expired_person")
    op.drop_table("person_merge")
