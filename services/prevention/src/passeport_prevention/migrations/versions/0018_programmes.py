"""What programmes keep of persons goes with them.

Revision: 0018, after 0017. Expanding: code of the revision before does not call it.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# By what is in the database, not by what is installed: rows of a programme that was taken out go too.
FORGET = r"""
CREATE FUNCTION forget_in_programmes(persons uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept record;
BEGIN
    FOR kept IN
        SELECT pg_namespace.nspname AS schema, pg_class.relname AS name
        FROM pg_class
        JOIN pg_namespace ON pg_namespace.oid = pg_class.relnamespace
        JOIN pg_attribute ON pg_attribute.attrelid = pg_class.oid
        WHERE pg_namespace.nspname LIKE 'programme\_%' AND pg_class.relkind IN ('r', 'p')
            AND NOT pg_class.relispartition AND pg_attribute.attname = 'person_id'
            AND pg_attribute.atttypid = 'uuid'::regtype
    LOOP
        EXECUTE format(
            'DELETE FROM %I.%I AS kept USING expired_person'
            ' WHERE kept.person_id = expired_person.person_id AND kept.person_id = ANY ($1)', kept.schema, kept.name
        ) USING persons;
    END LOOP;
END
$$
"""


def upgrade() -> None:
    op.execute(FORGET)


def downgrade() -> None:
    op.execute("DROP FUNCTION forget_in_programmes(uuid[])")
