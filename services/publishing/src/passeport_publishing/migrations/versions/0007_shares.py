"""Shares, what is done by their links, and who opened one a moment ago; `forget_expired` forgets them, too.

Revision: 0007, after 0006. Expanding: code of the revision before neither reads nor writes any of it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# As revision 0005 made it, and what is new.
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
BEFORE = ("content", "source", "publication", "request_claim", "hourly_access", "holder_state")
OF_SHARES = ("share_opening", "share_access", "share")
MOMENT = sa.DateTime(timezone=True)


def forget(tables: tuple[str, ...]) -> None:
    op.execute(FORGET.format(deletions="\n    ".join(DELETION.format(table) for table in tables)))


def upgrade() -> None:
    op.create_table(
        "share",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("publication_id", sa.Uuid, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("token_hashes", ARRAY(sa.LargeBinary), nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("parts", ARRAY(sa.Text), nullable=False),
        sa.Column("single_use", sa.Boolean, nullable=False),
        sa.Column("pin_hash", sa.Text, nullable=False),
        sa.Column("pin_failures", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.Column("deletion_asked_at", MOMENT),
        sa.Column("open_count", sa.Integer, nullable=False),
        sa.Column("last_opened_at", MOMENT),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.UniqueConstraint("person_id", "request_id", name="share_request_once"),
    )
    op.create_index("share_listed", "share", ["person_id", "created_at", "id"])
    op.create_index("share_link", "share", ["token_hashes"], postgresql_using="gin")
    op.create_index("share_expiry", "share", ["expires_at"])
    op.create_table(
        "share_access",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("share_id", sa.Uuid, primary_key=True),
        sa.Column("at", MOMENT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
    )
    op.create_index("share_access_at", "share_access", ["at"])
    op.create_table(
        "share_opening",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("share_id", sa.Uuid, primary_key=True),
        sa.Column("secret_hash", sa.LargeBinary, primary_key=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("client", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
    )
    op.create_index("share_opening_expiry", "share_opening", ["expires_at"])
    forget((*BEFORE, *OF_SHARES))


def downgrade() -> None:
    forget(BEFORE)
    for table in OF_SHARES:
        op.drop_table(table)
