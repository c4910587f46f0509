"""The ledger of guaranteed entries: what each version says, where it stands, tiles and checkpoints; forgetting shreds.

Revision: 0009, after 0008. Expanding: code of the revision before writes versions without a leaf, which `enter-ledger`
enters. Forgetting a person has to shred from now on, whichever code asks for it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# Feeds and the sequencer see all; a holder his own.
OF_PERSON = "person_id = (SELECT nullif(current_setting('app.person_id', true), '')::uuid)"
THEM = "string_to_array(nullif(current_setting('app.person_ids', true), ''), ',')::uuid[]"
OF_MERGED = f"person_id = ANY ((SELECT {THEM})::uuid[])"
OF_FEEDS = "(SELECT current_setting('app.feeds', true)) = 'on'"
POLICIES = {
    "ledger_key": {"of_person": OF_PERSON, "of_merged": OF_MERGED, "of_feeds": OF_FEEDS},
    "ledger_place": {"of_person": OF_PERSON, "of_merged": OF_MERGED, "of_feeds": OF_FEEDS},
    "ledger_queue": {"of_feeds": OF_FEEDS},
}

FORGOTTEN = ("provenance_step", "entry_source", "request_id", "entry")
# As revision 0008 has it: the service's role may delete of whom it said for good that his time is over, and no other.
FORGET = """
CREATE OR REPLACE FUNCTION forget_expired(persons uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    {deletions}
$$
"""
DELETION = """DELETE FROM {0} USING expired_person
        WHERE {0}.person_id = expired_person.person_id AND {0}.person_id = ANY (persons);"""
# Without the key and the text nobody can tell what a leaf stands for; its place stays, and is nobody's.
SHREDDING = """WITH gone AS (
        DELETE FROM ledger_place USING expired_person
            WHERE ledger_place.person_id = expired_person.person_id AND ledger_place.person_id = ANY (persons)
            RETURNING ledger_place.index
    ) INSERT INTO ledger_shredded SELECT index FROM gone;
    UPDATE ledger_queue SET person_id = NULL, entry_id = NULL FROM expired_person
        WHERE ledger_queue.person_id = expired_person.person_id AND ledger_queue.person_id = ANY (persons);
    DELETE FROM ledger_key USING expired_person
        WHERE ledger_key.person_id = expired_person.person_id AND ledger_key.person_id = ANY (persons);"""


def upgrade() -> None:
    op.create_table(
        "ledger_key",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("made_with", sa.Text, nullable=False),
    )
    op.create_table(
        "ledger_place",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("entry_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True),
        sa.Column("index", sa.BigInteger, nullable=False, unique=True),
    )
    op.create_table(
        "ledger_queue",
        sa.Column("treatment_number", sa.BigInteger, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("person_id", sa.Uuid),
        sa.Column("entry_id", sa.Uuid),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("commitment", sa.LargeBinary, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "ledger_tile",
        sa.Column("level", sa.SmallInteger, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("levels", ARRAY(sa.LargeBinary), nullable=False),
        sa.Column("entries", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column("size", sa.BigInteger, primary_key=True),
        sa.Column("signed_at", MOMENT, primary_key=True),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "ledger_witness",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "ledger_shredded",
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    # Hashes do not compress, and are read whole.
    op.execute("ALTER TABLE ledger_tile ALTER COLUMN data SET STORAGE EXTERNAL")
    for table, policies in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for name, condition in policies.items():
            op.execute(f"CREATE POLICY {table}_{name} ON {table} USING ({condition})")
    op.execute("ALTER TABLE provenance_step ADD COLUMN said text")
    deletions = [DELETION.format(table) for table in FORGOTTEN]
    op.execute(FORGET.format(deletions="\n    ".join([SHREDDING, *deletions])))


def downgrade() -> None:
    op.execute(FORGET.format(deletions="\n    ".join(DELETION.format(table) for table in FORGOTTEN)))
    op.drop_column("provenance_step", "said")
    for table in (
        *("ledger_shredded", "ledger_witness", "ledger_checkpoint", "ledger_head"),
        *("ledger_tile", "ledger_queue", "ledger_place", "ledger_key"),
    ):
        op.drop_table(table)
