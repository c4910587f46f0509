"""What the issuer revoked, and since when each publication is superseded, withdrawn or revoked.

Revision: 0012, after 0011. Expanding: code of the revision before leaves the moments out, and sees what is revoked as
withdrawn, with its bit in the status list.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENTS = ("superseded_at", "withdrawn_at", "revoked_at")
BEFORE = """forgotten_publication (id, code, refresh, revocation)
        SELECT publication.id, code, cardinality(changed_record_ids) > 0, state = 'withdrawn'
"""
# With the moments, so that lists of former days stay what they were.
WITH_MOMENTS = """forgotten_publication (id, code, refresh, revocation, superseded_at, withdrawn_at, revoked_at)
        SELECT publication.id, code, cardinality(changed_record_ids) > 0, state = 'withdrawn',
            CASE WHEN cardinality(changed_record_ids) > 0 THEN coalesce(superseded_at, state_at) END,
            CASE WHEN state = 'withdrawn' THEN coalesce(withdrawn_at, state_at) END, revoked_at
"""
# `forget_expired` as it stands, with one part of it in the place of another.
FORGET = """
DO $do$
DECLARE said text := (SELECT prosrc FROM pg_proc WHERE oid = 'forget_expired(uuid[])'::regprocedure);
        changed text := replace(said, $sql${before}$sql$, $sql${after}$sql$);
BEGIN
    IF changed = said THEN
        RAISE EXCEPTION 'forget_expired is not as revision 0011 left it';
    END IF;
    EXECUTE 'CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER '
        'SET search_path = pg_catalog, public, pg_temp AS ' || quote_literal(changed);
END $do$
"""


def upgrade() -> None:
    for table in ("publication", "forgotten_publication"):
        for column in MOMENTS:
            op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {column} timestamptz")
    op.execute("ALTER TABLE publication ADD COLUMN IF NOT EXISTS revocation_reason text")
    op.execute(FORGET.format(before=BEFORE, after=WITH_MOMENTS))


def downgrade() -> None:
    op.execute(FORGET.format(before=WITH_MOMENTS, after=BEFORE))
    op.drop_column("publication", "revocation_reason")
    for table in ("forgotten_publication", "publication"):
        for column in MOMENTS:
            op.drop_column(table, column)
