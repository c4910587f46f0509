"""Referentials, version after version, which take over the labels of awards.

Revision: 0010, after 0009. Expanding: code of the revision before neither reads nor writes these tables, and goes on
with `award_label`, which stays until no such code runs. Labels taken over are found by their code alone: the next
import of the register brings their words.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# When what was imported before came into force is not known: any version that is imported from now on comes after it.
VERSIONS = """
INSERT INTO referential_version
SELECT scheme, DATE '1900-01-01', 'award_label', '', count(*), count(*), 0, 0, 0, now()
FROM ({labels}) AS labels GROUP BY scheme ON CONFLICT DO NOTHING
"""
TERMS = """
INSERT INTO referential_term (scheme, code, since, label, level, facts, words)
SELECT scheme, code, DATE '1900-01-01', title, level, '{{}}', array_to_tsvector(ARRAY[lower(code)])
FROM ({labels}) AS labels ON CONFLICT DO NOTHING
"""
LABELS = """
SELECT CASE WHEN code LIKE 'RNCP%' THEN 'rncp' ELSE 'rs' END AS scheme, code, title, level
FROM award_label WHERE code ~ '^(RNCP|RS)[0-9]{1,9}$'
"""


def upgrade() -> None:
    op.create_table(
        "referential_version",
        sa.Column("scheme", sa.Text, primary_key=True),
        sa.Column("since", sa.Date, primary_key=True),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("terms", sa.BigInteger, nullable=False),
        sa.Column("added", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("dropped", sa.BigInteger, nullable=False),
        sa.Column("faults", sa.BigInteger, nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "referential_term",
        sa.Column("scheme", sa.Text, primary_key=True),
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("since", sa.Date, primary_key=True),
        sa.Column("until", sa.Date),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("words", TSVECTOR, nullable=False),
        if_not_exists=True,
    )
    op.create_index("referential_term_words", "referential_term", ["words"], postgresql_using="gin", if_not_exists=True)
    for statement in (VERSIONS, TERMS):
        op.execute(statement.format(labels=LABELS))


def downgrade() -> None:
    op.drop_table("referential_term")
    op.drop_table("referential_version")
