"""Publications in line; `forget_expired` forgets them, too, and first.

Revision: 0022, after 0021. Expanding: code of the revision before neither reads nor writes any of it. What publishes
from the line ends the row in its transaction, so that whoever forgets a person first waits for it, and then deletes
what it published.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# `forget_expired` as it stands, with what is new and without it.
FORGET = """
DO $do$
DECLARE said text := (SELECT prosrc FROM pg_proc WHERE oid = 'forget_expired(uuid[])'::regprocedure);
        queued text := $sql$    DELETE FROM queued_publication USING expired_person
        WHERE queued_publication.person_id = expired_person.person_id
        AND queued_publication.person_id = ANY (persons);
$sql$;
BEGIN
    EXECUTE 'CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER '
        'SET search_path = pg_catalog, public, pg_temp AS ' || quote_literal({said});
END $do$
"""


def upgrade() -> None:
    op.create_table(
        "queued_publication",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("model", JSONB, nullable=False),
        sa.Column("draft_id", sa.Uuid),
        sa.Column("draft_version", sa.Integer),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("snapshot", JSONB),
        sa.Column("photo", sa.LargeBinary),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("turn_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease", sa.Uuid),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("outcome_id", sa.Uuid),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("publication_id", sa.Uuid),
        sa.UniqueConstraint("person_id", "request_id", name="queued_publication_request_once"),
    )
    op.create_index(
        "queued_publication_line",
        "queued_publication",
        ["turn_at", "id"],
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("queued_publication_ended", "queued_publication", ["ended_at"])
    op.create_index("queued_publication_recent", "queued_publication", ["person_id", "ended_at"])
    op.execute(FORGET.format(said="queued || said"))


def downgrade() -> None:
    op.execute(FORGET.format(said="replace(said, queued, '')"))
    op.drop_table("queued_publication")
