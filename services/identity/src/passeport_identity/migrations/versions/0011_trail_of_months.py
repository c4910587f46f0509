"""The trail of accesses by months, sealed in chains, anchored, and refused to whoever would change it.

Revision: 0011, after 0010. Expanding: `access` keeps its name, columns, key and index; code of the revision before adds
to it and reads it. Only its `expire-accesses` fails, on the trigger: months go whole now, by a command of this code.
What is there becomes the first partition as it is: nothing is copied, and nobody waits while it is read.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Whoever writes meanwhile notes his accesses himself, from the trigger on; what was there before is noted after it.
NOTE_WHAT_COMES = (
    """
    CREATE TABLE IF NOT EXISTS access_unsealed (
        person_id uuid NOT NULL,
        at timestamptz NOT NULL,
        id uuid NOT NULL,
        queued_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    CREATE OR REPLACE FUNCTION trail_note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO access_unsealed (person_id, at, id) SELECT person_id, at, id FROM added;
        RETURN NULL;
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER trail_note AFTER INSERT ON access REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION trail_note()
    """,
)
NOTE_WHAT_IS_THERE = """
    INSERT INTO access_unsealed (person_id, at, id) SELECT person_id, at, id FROM access AS a
    WHERE NOT EXISTS (SELECT FROM access_unsealed AS u WHERE u.person_id = a.person_id AND u.at = a.at AND u.id = a.id)
    """
# However many accesses there are: each of the two reads them all once, and nobody waits for it. A statement that is cut
# off leaves nothing behind; the migration begins it again.
UNBOUNDED = "SELECT set_config('statement_timeout', '0', false)"
BOUNDED = "SELECT set_config('statement_timeout', '300s', false)"
# The end of the first partition: a month that has not begun, and will not before this is over.
CHOOSE_THE_END = """
    SELECT set_config('trail.until',
        to_char(date_trunc('month', (now() AT TIME ZONE 'UTC') + interval '7 days') + interval '1 month',
            'YYYY-MM-DD 00:00:00+00'), false)
    """
# So that the table need not be read while it is locked.
PROVE_THE_END = (
    """
    DO $$ BEGIN
        ALTER TABLE access DROP CONSTRAINT IF EXISTS access_until;
        EXECUTE format('ALTER TABLE access ADD CONSTRAINT access_until CHECK (at < %L) NOT VALID',
            current_setting('trail.until'));
    END $$
    """,
    "ALTER TABLE access VALIDATE CONSTRAINT access_until",
)
FUNCTIONS = (
    """
    CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the rows of % are written once: no % is allowed', TG_TABLE_NAME, TG_OP;
    END $$
    """,
    """
    CREATE FUNCTION trail_write_once(name text) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE format('CREATE OR REPLACE TRIGGER trail_refuse_change BEFORE UPDATE OR DELETE ON %I'
            ' FOR EACH ROW EXECUTE FUNCTION trail_refuse()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER trail_refuse_truncate BEFORE TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()', name);
    END $$
    """,
    # A table of that name, made if there is none, becomes a partition. It is reached by way of its parent only.
    """
    CREATE FUNCTION trail_add_partition(parent text, name text, bound text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE grantee text;
    BEGIN
        EXECUTE format('CREATE TABLE IF NOT EXISTS %I (LIKE %I INCLUDING DEFAULTS INCLUDING STORAGE)', name, parent);
        FOR grantee IN
            SELECT DISTINCT acl.grantee::regrole::text FROM pg_class AS c, aclexplode(c.relacl) AS acl
            WHERE c.oid = to_regclass(quote_ident(name)) AND acl.grantee NOT IN (0, c.relowner)
        LOOP
            EXECUTE format('REVOKE ALL ON %I FROM %s', name, grantee);
        END LOOP;
        EXECUTE format('CREATE OR REPLACE TRIGGER trail_refuse_truncate BEFORE TRUNCATE ON %I'
            ' FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()', name);
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I %s', parent, name, bound);
    END $$
    """,
)
# In one transaction, for a moment: from outside there is always a table `access` with everything in it.
SWITCH = (
    "DROP TRIGGER trail_note ON access",
    """
    -- squawk-ignore renaming-table
    ALTER TABLE access RENAME TO access_before
    """,
    """
    -- squawk-ignore renaming-object
    ALTER INDEX access_pkey RENAME TO access_before_pkey
    """,
    """
    -- squawk-ignore renaming-object
    ALTER INDEX access_at RENAME TO access_before_at
    """,
    """
    CREATE TABLE access (
        person_id uuid, at timestamptz, id uuid, actor text NOT NULL, actor_id text NOT NULL,
        organisation text NOT NULL, action text NOT NULL, purpose text NOT NULL, resource_id text NOT NULL,
        trace_id text NOT NULL, PRIMARY KEY (person_id, at, id)
    ) PARTITION BY RANGE (at)
    """,
    # squawk does not see that the table is new: it has another of that name in mind.
    """
    -- squawk-ignore require-concurrent-index-creation
    CREATE INDEX access_at ON access (at)
    """,
    """
    CREATE TRIGGER trail_note AFTER INSERT ON access REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION trail_note()
    """,
)
SEALS = (
    """
    CREATE TABLE access_seal (
        day date, first integer, count integer NOT NULL, first_at timestamptz NOT NULL, last_at timestamptz NOT NULL,
        person_ids uuid[] NOT NULL, ats timestamptz[] NOT NULL, ids uuid[] NOT NULL, leaves bytea[] NOT NULL,
        head bytea NOT NULL, PRIMARY KEY (day, first)
    ) PARTITION BY RANGE (day)
    """,
    # Hashes do not get smaller.
    "ALTER TABLE access_seal ALTER COLUMN leaves SET STORAGE EXTERNAL, ALTER COLUMN ids SET STORAGE EXTERNAL",
    "CREATE TABLE access_anchor (day date PRIMARY KEY, signed text NOT NULL)",
    """
    CREATE TABLE access_anchor_key (
        kid text PRIMARY KEY, jwk text NOT NULL, added_at timestamptz NOT NULL DEFAULT now()
    )
    """,
)
PARTITIONS = """
    DO $$
    DECLARE month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    DECLARE following timestamp;
    DECLARE first timestamp := month;
    BEGIN
        PERFORM trail_add_partition('access', 'access_rest', 'DEFAULT');
        PERFORM trail_add_partition('access_seal', 'access_seal_rest', 'DEFAULT');
        IF EXISTS (SELECT FROM access_before) THEN
            PERFORM trail_add_partition('access', 'access_before',
                format('FOR VALUES FROM (MINVALUE) TO (%L)', current_setting('trail.until')));
            ALTER TABLE access_before DROP CONSTRAINT access_until;
            first := current_setting('trail.until')::timestamptz AT TIME ZONE 'UTC';
        ELSE
            DROP TABLE access_before;
        END IF;
        FOR ahead IN 0..3 LOOP
            following := month + interval '1 month';
            IF month >= first THEN
                PERFORM trail_add_partition('access', 'access_' || to_char(month, 'YYYY_MM'),
                    format('FOR VALUES FROM (%L) TO (%L)', month::text || '+00', following::text || '+00'));
            END IF;
            PERFORM trail_add_partition('access_seal', 'access_seal_' || to_char(month, 'YYYY_MM'),
                format('FOR VALUES FROM (%L) TO (%L)', month::date, following::date));
            month := following;
        END LOOP;
    END $$
    """


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in (*NOTE_WHAT_COMES, CHOOSE_THE_END, UNBOUNDED, NOTE_WHAT_IS_THERE, *PROVE_THE_END, BOUNDED):
            op.execute(statement)
    for statement in (*FUNCTIONS, *SWITCH, *SEALS):
        op.execute(statement)
    for name in ("access", "access_seal", "access_anchor", "access_anchor_key"):
        op.execute(f"SELECT trail_write_once('{name}')")
    op.execute(PARTITIONS)


def downgrade() -> None:
    op.execute("DROP TABLE access_seal, access_anchor, access_anchor_key, access_unsealed")
    op.execute("ALTER TABLE access RENAME TO access_by_month")
    op.execute("ALTER INDEX access_pkey RENAME TO access_by_month_pkey")
    op.execute("ALTER INDEX access_at RENAME TO access_by_month_at")
    op.execute("CREATE TABLE access (LIKE access_by_month INCLUDING DEFAULTS, PRIMARY KEY (person_id, at, id))")
    op.execute("INSERT INTO access SELECT * FROM access_by_month")
    op.execute("CREATE INDEX access_at ON access (at)")
    op.execute("DROP TABLE access_by_month")
    op.execute("DROP FUNCTION trail_note, trail_refuse, trail_write_once, trail_add_partition")
