"""The photo of a holder; `forget_expired` forgets it, too.

Revision: 0017, after 0016. Expanding: code of the revision before neither reads nor writes any of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# `forget_expired` as it stands, with what is new and without it.
FORGET = """
DO $do$
DECLARE said text := (SELECT prosrc FROM pg_proc WHERE oid = 'forget_expired(uuid[])'::regprocedure);
        photos text := $sql$    DELETE FROM photo USING expired_person
        WHERE photo.person_id = expired_person.person_id AND photo.person_id = ANY (persons);
$sql$;
BEGIN
    EXECUTE 'CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER '
        'SET search_path = pg_catalog, public, pg_temp AS ' || quote_literal({said});
END $do$
"""


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("jpeg", sa.LargeBinary, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(FORGET.format(said="said || photos"))


def downgrade() -> None:
    op.execute(FORGET.format(said="replace(said, photos, '')"))
    op.drop_table("photo")
