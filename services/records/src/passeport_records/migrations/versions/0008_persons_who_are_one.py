"""Which persons are one and whose rows one of them sees, whose time is over, and the one way to delete what is of him.

Revision: 0008, after 0007. Expanding: code of the revision before neither reads nor writes any of it, and shows of a
merged person what is under his own identifier.
"""

import sqlalchemy as sa
from alembic import op

from passeport_chassis.db import add_index

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PERSONAL = ("entry", "provenance_step", "access")
FORGOTTEN = ("provenance_step", "entry_source", "request_id", "entry")
# The service's role may not delete what is written once. By this it may, of those of whom a row that it can never take
# back says that their time is over, and only all of it.
FORGET = """
CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    {deletions}
$$
"""
DELETION = """DELETE FROM {0} USING expired_person
        WHERE {0}.person_id = expired_person.person_id AND {0}.person_id = ANY (persons);"""
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
    op.execute(FORGET.format(deletions="\n    ".join(DELETION.format(table) for table in FORGOTTEN)))
    for table in PERSONAL:
        op.execute(f"DROP POLICY IF EXISTS {table}_of_merged ON {table}")
        op.execute(
            f"CREATE POLICY {table}_of_merged ON {table} USING (person_id = ANY ((SELECT "
            "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[])::uuid[]))"
        )
    add_index("ix_entry_source_person_id", "entry_source (person_id)")


def downgrade() -> None:
    op.drop_index("ix_entry_source_person_id", "entry_source")
    for table in PERSONAL:
        op.execute(f"DROP POLICY {table}_of_merged ON {table}")
    op.execute("DROP FUNCTION forget_expired(uuid[])")
    op.drop_table("expired_person")
    op.drop_table("person_merge")
