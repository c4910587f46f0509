"""What expired batches told of the contracts of a person, laid together.

Revision: 0029, after 0028. Expanding: code of the revision before does not know of it, and would undo a later batch of
the DSN as if nothing had been told before; `expire-reports`, which alone writes it, is to be run when none of it is
left. Once it was run there is no way back.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

POLICIES = {
    "of_person": "person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid)",
    "of_merged": "person_id = ANY ((SELECT "
    "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[])::uuid[])",
    "of_feeds": "(SELECT current_setting('app.feeds', true)) = 'on'",
}
# As revision 0026 has it, and the ground.
FORGET = """
CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    {deletions}
$$
"""
DELETION = """DELETE FROM {0} USING expired_person
        WHERE {0}.person_id = expired_person.person_id AND {0}.person_id = ANY (persons);"""
SHREDDING = """WITH gone AS (
        DELETE FROM ledger_place USING expired_person
            WHERE ledger_place.person_id = expired_person.person_id AND ledger_place.person_id = ANY (persons)
            RETURNING ledger_place.index
    ) INSERT INTO ledger_shredded SELECT index FROM gone;
    UPDATE ledger_queue SET person_id = NULL, entry_id = NULL FROM expired_person
        WHERE ledger_queue.person_id = expired_person.person_id AND ledger_queue.person_id = ANY (persons);
    DELETE FROM ledger_key USING expired_person
        WHERE ledger_key.person_id = expired_person.person_id AND ledger_key.person_id = ANY (persons);"""
BEFORE = ("confirmation", "provenance_step", "entry_source", "request_id", "entry")


def upgrade() -> None:
    op.create_table(
        "ground",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.Column("contracts", JSONB, nullable=False),
    )
    op.execute("ALTER TABLE ground ENABLE ROW LEVEL SECURITY")
    for name, condition in POLICIES.items():
        op.execute(f"CREATE POLICY ground_{name} ON ground USING ({condition})")
    op.execute(_forget("ground", *BEFORE))


def downgrade() -> None:
    # What is in it is kept nowhere else, and code from before would undo months as if it had never been told.
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM ground) THEN "
        "RAISE 'ground has rows: expire-reports was run, there is no way back before 0029'; END IF; END $$"
    )
    op.execute(_forget(*BEFORE))
    op.drop_table("ground")


def _forget(*tables: str) -> str:
    return FORGET.format(deletions="\n    ".join([SHREDDING, *map(DELETION.format, tables)]))
