"""Drafts with their versions, and which of them a publication was made of; `forget_expired` forgets them, too.

Revision: 0011, after 0010. Expanding: code of the revision before neither reads nor writes any of it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# `forget_expired` as it stands, with what is new and without it; the versions of a draft go with it.
FORGET = """
DO $do$
DECLARE said text := (SELECT prosrc FROM pg_proc WHERE oid = 'forget_expired(uuid[])'::regprocedure);
        drafts text := $sql$    DELETE FROM draft USING expired_person
        WHERE draft.person_id = expired_person.person_id AND draft.person_id = ANY (persons);
$sql$;
BEGIN
    EXECUTE 'CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER '
        'SET search_path = pg_catalog, public, pg_temp AS ' || quote_literal({said});
END $do$
"""


def upgrade() -> None:
    op.execute("ALTER TABLE publication ADD COLUMN IF NOT EXISTS draft_id uuid")
    op.execute("ALTER TABLE publication ADD COLUMN IF NOT EXISTS draft_version integer")
    op.create_table(
        "draft",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("model", JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.UniqueConstraint("person_id", "request_id", name="draft_request_once"),
    )
    op.create_index("draft_deleted", "draft", ["deleted_at"], postgresql_where=sa.text("deleted_at IS NOT NULL"))
    op.create_table(
        "draft_version",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("draft_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("model", JSONB, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id", "draft_id"], ["draft.person_id", "draft.id"], ondelete="CASCADE"),
    )
    op.execute(FORGET.format(said="said || drafts"))


def downgrade() -> None:
    op.execute(FORGET.format(said="replace(said, drafts, '')"))
    op.drop_table("draft_version")
    op.drop_table("draft")
    op.drop_column("publication", "draft_version")
    op.drop_column("publication", "draft_id")
