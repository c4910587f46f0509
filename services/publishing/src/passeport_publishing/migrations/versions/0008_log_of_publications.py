"""The log of publications: what opens a leaf, places and proofs, tiles and checkpoints; forgetting shreds.

Revision: 0008, after 0007. Expanding: code of the revision before publishes without a leaf, which `enter-log` enters.
Forgetting a person has to shred from now on, whichever code asks for it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# As revision 0007 has it, with the log. Whoever gives leaves their places and proofs holds the lock ("tlog") shared;
# what is deleted after it has them. Without the salt nobody can tell what a leaf stands for; its place is nobody's.
SHREDDING = """SELECT pg_advisory_xact_lock(x'746c6f67'::bigint);
    UPDATE tlog_queue SET person_id = NULL, publication_id = NULL FROM expired_person
        WHERE tlog_queue.person_id = expired_person.person_id AND tlog_queue.person_id = ANY (persons);
    DELETE FROM tlog_leaf USING expired_person
        WHERE tlog_leaf.person_id = expired_person.person_id AND tlog_leaf.person_id = ANY (persons);
    WITH gone AS (
        DELETE FROM tlog_place USING expired_person
            WHERE tlog_place.person_id = expired_person.person_id AND tlog_place.person_id = ANY (persons)
            RETURNING tlog_place.index
    ) INSERT INTO tlog_shredded SELECT index FROM gone;
    DELETE FROM tlog_proof USING expired_person
        WHERE tlog_proof.person_id = expired_person.person_id AND tlog_proof.person_id = ANY (persons);"""
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
FORGOTTEN = (
    *("content", "source", "publication", "request_claim", "hourly_access", "holder_state"),
    *("share_opening", "share_access", "share"),
)


def upgrade() -> None:
    op.create_table(
        "tlog_leaf",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "tlog_queue",
        sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("person_id", sa.Uuid),
        sa.Column("publication_id", sa.Uuid),
        sa.Column("commitment", sa.LargeBinary, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "tlog_place",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column("index", sa.BigInteger, nullable=False, unique=True),
    )
    op.create_table(
        "tlog_proof",
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column("proof", sa.Text, nullable=False),
    )
    op.create_table(
        "tlog_shredded",
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.create_table(
        "tlog_tile",
        sa.Column("level", sa.SmallInteger, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "tlog_head",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("levels", ARRAY(sa.LargeBinary), nullable=False),
        sa.Column("entries", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "tlog_checkpoint",
        sa.Column("size", sa.BigInteger, primary_key=True),
        sa.Column("signed_at", MOMENT, primary_key=True),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_table(
        "tlog_witness",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
    )
    # Hashes do not compress, and are read whole.
    op.execute("ALTER TABLE tlog_tile ALTER COLUMN data SET STORAGE EXTERNAL")
    deletions = [DELETION.format(table) for table in FORGOTTEN]
    op.execute(FORGET.format(deletions="\n    ".join([SHREDDING, *deletions])))


def downgrade() -> None:
    op.execute(FORGET.format(deletions="\n    ".join(DELETION.format(table) for table in FORGOTTEN)))
    for table in (
        *("tlog_witness", "tlog_checkpoint", "tlog_head", "tlog_tile"),
        *("tlog_shredded", "tlog_proof", "tlog_place", "tlog_queue", "tlog_leaf"),
    ):
        op.drop_table(table)
