"""The table of declarations of the DSN that no longer count: it names an establishment and a month, and nobody."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_records.storage.metadata import metadata

__all__ = ["replaced_declaration", "replacement"]

# Up to which message a batch replaced the declarations of a slot (`domain.employment.Retraction`). A row for each
# batch: undoing one leaves what the others replaced.
replacement = sa.Table(
    "replacement",
    metadata,
    sa.Column("siret", sa.Text(collation="C"), primary_key=True),
    sa.Column("slot", sa.Text(collation="C"), primary_key=True),
    sa.Column("batch_id", sa.Uuid, primary_key=True, index=True),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("made", sa.Date, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
)

# What versions before noted, the latest batch of a slot alone; read, and written no more. Its rows go to `replacement`
# and it is dropped once no such version runs.
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
