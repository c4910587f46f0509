"""What lines told of entries, beside the versions that they made or confirmed, and what an undoing takes back with it.

Revision: 0026, after 0025. Expanding: code of the revision before notes nothing of it. What it brought in, or touched
meanwhile, is undone as it would have undone it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

POLICIES = {
    "of_person": "person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid)",
    "of_merged": "person_id = ANY ((SELECT "
    "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[])::uuid[])",
    "of_feeds": "(SELECT current_setting('app.feeds', true)) = 'on'",
}
# As revision 0009 has it, and the confirmations.
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
BEFORE = ("provenance_step", "entry_source", "request_id", "entry")
# The service's role may not delete a key. By this it may, while a batch is being undone, of contracts alone, whose keys
# a DSN may join: what a certifier or another body numbers has one, for ever.
RELEASE = """
CREATE OR REPLACE FUNCTION release_keys(undoing uuid, senders text[], keys text[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM entry_source USING unnest(senders, keys) AS given (sender, sender_key)
        WHERE entry_source.source = 'dsn' AND entry_source.sender = given.sender
            AND entry_source.sender_key = given.sender_key
            AND EXISTS (SELECT FROM batch WHERE batch.id = undoing AND batch.feed = 'dsn'
                AND batch.rollback_began_at IS NOT NULL AND batch.rollback_ended_at IS NULL);
$$
"""


def upgrade() -> None:
    op.execute("ALTER TABLE provenance_step ADD COLUMN told text")
    op.execute("ALTER TABLE dispute ADD COLUMN settled_by uuid")
    op.create_table(
        "confirmation",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("entry_id", sa.Uuid, primary_key=True),
        sa.Column("batch_id", sa.Uuid, primary_key=True),
        sa.Column("line", sa.BigInteger, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
    op.execute("CREATE INDEX confirmation_batch ON confirmation USING brin (batch_id)")
    op.execute("ALTER TABLE confirmation ENABLE ROW LEVEL SECURITY")
    for name, condition in POLICIES.items():
        op.execute(f"CREATE POLICY confirmation_{name} ON confirmation USING ({condition})")
    op.execute(_forget("confirmation", *BEFORE))
    op.execute(RELEASE)


def downgrade() -> None:
    op.execute("DROP FUNCTION release_keys(uuid, text[], text[])")
    op.execute(_forget(*BEFORE))
    op.drop_table("confirmation")
    op.drop_column("dispute", "settled_by")
    op.drop_column("provenance_step", "told")


def _forget(*tables: str) -> str:
    return FORGET.format(deletions="\n    ".join([SHREDDING, *map(DELETION.format, tables)]))
