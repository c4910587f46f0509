"""The tables of referentials. A term is a row for each time in which it says the same: versions share their rows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

__all__ = ["add_referential_tables"]


def add_referential_tables(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """Describes `referential_version` and `referential_term`; the migrations create them."""
    version = sa.Table(
        "referential_version",
        metadata,
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
    )
    term = sa.Table(
        "referential_term",
        metadata,
        sa.Column("scheme", sa.Text, primary_key=True),
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("since", sa.Date, primary_key=True),
        # The day from which it says something else, or is gone; NULL while it holds.
        sa.Column("until", sa.Date),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("level", sa.SmallInteger, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        # Code and label in words without accents, to be found by their beginnings. Built without a configuration of
        # full-text search and without an extension: neither depends on how a server was set up.
        sa.Column("words", TSVECTOR, nullable=False),
    )
    # An import writes all terms at once, and they are searched at once.
    sa.Index("referential_term_words", term.c.words, postgresql_using="gin", postgresql_with={"fastupdate": "off"})
    return version, term
