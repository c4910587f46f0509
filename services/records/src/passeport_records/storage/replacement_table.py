"""The table of declarations of the DSN that no longer count: it names an establishment and a month, and nobody."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_records.storage.metadata import metadata

__all__ = ["replaced_declaration"]

# Up to which message the declarations of a slot (`domain.employment.Retraction`) are replaced, and by which batch.
replaced_declaration = sa.Table(
    "replaced_declaration",
    metadata,
    sa.Column("siret", sa.Text(collation="C"), primary_key=True),
    sa.Column("slot", sa.Text(collation="C"), primary_key=True),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("made", sa.Date, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("batch_id", sa.Uuid, nullable=False, index=True),
)
