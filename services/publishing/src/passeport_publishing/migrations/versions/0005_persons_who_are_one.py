"""Which persons are one, whose pages are shut, whose time is over, and the one way to delete what is of these.

Revision: 0005, after 0004. Expanding: code of the revision before neither reads nor writes any of it, and shows of a
merged person what is under his own identifier.
"""

import sqlalchemy as sa
from alembic import op

from passeport_chassis.db import add_index

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The service's role may not delete what is written once. By this it may, of those of whom a row that it can never take
# back says that their time is over, and only all of it. What a verifier may still ask stays, and names nobody: that
# there was such a publication, and what its status bits are.
FORGET = """
CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO forgotten_publication (id, code, refresh, revocation)
        SELECT publication.id, code, cardinality(changed_record_ids) > 0, state = 'withdrawn'
        FROM publication JOIN expired_person USING (person_id) WHERE person_id = ANY (persons)
        ON CONFLICT DO NOTHING;
    UPDATE status_entry SET person_id = '00000000-0000-0000-0000-000000000000'
        FROM publication JOIN expired_person USING (person_id)
        WHERE status_entry.publication_id = publication.id AND publication.person_id = ANY (persons);
    {deletions}
$$
"""
DELETION = """DELETE FROM {0} USING expired_person
        WHERE {0}.person_id = expired_person.person_id AND {0}.person_id = ANY (persons);"""
FORGOTTEN = ("content", "source", "publication", "request_claim", "hourly_access", "holder_state")
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
    op.create_table(
        "holder_state",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("closed", sa.Boolean),
        sa.Column("closed_revision", sa.BigInteger),
        sa.Column("dead", sa.Boolean),
        sa.Column("dead_revision", sa.BigInteger),
        if_not_exists=True,
    )
    op.create_table(
        "forgotten_publication",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("refresh", sa.Boolean, nullable=False),
        sa.Column("revocation", sa.Boolean, nullable=False),
        sa.UniqueConstraint("code", name="forgotten_publication_code_once"),
        if_not_exists=True,
    )
    op.execute(FORGET.format(deletions="\n    ".join(DELETION.format(table) for table in FORGOTTEN)))
    add_index("ix_status_entry_publication_id", "status_entry (publication_id)")


def downgrade() -> None:
    op.drop_index("ix_status_entry_publication_id", "status_entry")
    op.execute("DROP FUNCTION forget_expired(uuid[])")
    for table in ("forgotten_publication", "holder_state", "expired_person", "person_merge"):
        op.drop_table(table)
