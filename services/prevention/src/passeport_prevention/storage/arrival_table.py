"""What was heard of entries of records that enter by themselves, and what each is in the passport."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_prevention.storage.metadata import metadata

__all__ = ["arrival"]

arrival = sa.Table(
    "arrival",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("entry_id", sa.Uuid, primary_key=True),
    # The training that it is; NULL: it never entered. One that was taken back stays named here until it comes again.
    sa.Column("training_id", sa.Uuid),
    # The revision that was read; 0: it does not enter, as far as is known.
    sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("code", sa.Text, nullable=False, server_default=""),
    sa.Column("is_award", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("source", sa.Text, nullable=False, server_default=""),
    sa.Column("siret", sa.Text, nullable=False, server_default=""),
    sa.Column("funder", sa.Text, nullable=False, server_default=""),
    sa.Column("contested", sa.Boolean, nullable=False, server_default=sa.false()),
    # How often something was heard of it; since when that waits to be read (NULL: it was), and who has it until when.
    sa.Column("heard", sa.BigInteger, nullable=False),
    sa.Column("wanted_at", sa.DateTime(timezone=True)),
    sa.Column("taken_until", sa.DateTime(timezone=True)),
)
sa.Index("arrival_wanted", arrival.c.wanted_at, postgresql_where=sa.text("wanted_at IS NOT NULL"))
