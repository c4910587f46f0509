"""The table of lines that told of an entry what it says already: the entry stands on these as well."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_records.storage.metadata import metadata

__all__ = ["confirmation"]

# Beside `provenance_step`, which has the lines that changed something.
confirmation = sa.Table(
    "confirmation",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("entry_id", sa.Uuid, primary_key=True),
    sa.Column("batch_id", sa.Uuid, primary_key=True),
    sa.Column("line", sa.BigInteger, primary_key=True),
    # The version that was confirmed, and what the line said (`storage.tellings`).
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("told", sa.Text, nullable=False),
    info={"append_only": True},
)
# Not by ranges of the order in which rows came: one line of an old batch that found its person spoils its range.
sa.Index("confirmation_of_batch", confirmation.c.batch_id)
