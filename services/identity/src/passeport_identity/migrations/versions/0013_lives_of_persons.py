"""What becomes of a person: other numbers, merges, deaths; and how far an import has come.

Revision: 0013, after 0012. Expanding: tables and an index, and a value of `origin` that code of the revision before
never reads, since it follows `replaced_by` from such a person to the one who stays.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from passeport_chassis.db import add_index

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("former_nir", "death", "person_merge", "registry_import")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _person(name: str = "person_id", *, index: bool | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("person.person_id"), nullable=False, index=index)


def upgrade() -> None:
    # The index that comes last commits what is before it, so that all of it must bear to be done twice.
    op.create_table(
        "former_nir",
        sa.Column("nir_index", sa.LargeBinary, primary_key=True),
        sa.Column("nir_index_key_version", sa.Text, nullable=False),
        sa.Column("nir_sealed", sa.LargeBinary, nullable=False),
        sa.Column("nir_key_version", sa.Text, nullable=False),
        _person(index=True),
        sa.Column("birth_name_key", sa.Text, nullable=False),
        _moment("noted_at"),
        if_not_exists=True,
    )
    op.create_table(
        "death",
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.person_id"), primary_key=True),
        sa.Column("died_on", sa.Date, nullable=False),
        _moment("learnt_at"),
        if_not_exists=True,
    )
    op.create_index("death_died_on", "death", ["died_on", "person_id"], if_not_exists=True)
    op.create_table(
        "person_merge",
        sa.Column("merge_id", sa.Uuid, primary_key=True),
        _person(index=True),
        _person("merged_person_id", index=True),
        _moment("merged_at"),
        sa.Column("moved", JSONB, nullable=False),
        _moment("split_at", nullable=True),
        if_not_exists=True,
    )
    op.create_table(
        "registry_import",
        sa.Column("import_id", sa.Uuid, primary_key=True),
        sa.Column("delivery", sa.LargeBinary, nullable=False),
        sa.Column("read_to", sa.BigInteger, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        _moment("begun_at"),
        sa.Column("finished_at", sa.DateTime(timezone=True), index=True),
        if_not_exists=True,
    )
    op.create_index(
        "registry_import_under_way",
        "registry_import",
        ["delivery"],
        unique=True,
        postgresql_where=sa.text("finished_at IS NULL"),
        if_not_exists=True,
    )
    # Rows that are there obey the narrower one that it replaces; they are gone through without keeping anybody waiting.
    op.execute("ALTER TABLE person DROP CONSTRAINT IF EXISTS person_origin")
    op.execute(
        "ALTER TABLE person ADD CONSTRAINT person_origin "
        "CHECK (origin IN ('registry', 'provisional', 'merged')) NOT VALID"
    )
    with op.get_context().autocommit_block():
        op.execute("ALTER TABLE person VALIDATE CONSTRAINT person_origin")
    add_index("person_replaced_by", "person (replaced_by) WHERE replaced_by IS NOT NULL")


def downgrade() -> None:
    op.drop_index("person_replaced_by")
    op.execute("ALTER TABLE person DROP CONSTRAINT person_origin")
    op.execute(
        "ALTER TABLE person ADD CONSTRAINT person_origin CHECK (origin IN ('registry', 'provisional')) NOT VALID"
    )
    for table in TABLES:
        op.drop_table(table)
