"""The table of what holders did to what they declare. It is under row-level security."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from passeport_records.storage.metadata import metadata

__all__ = ["declared_step"]

# The names of the parts that were changed and not what they said: a holder who corrects himself leaves nothing behind.
declared_step = sa.Table(
    "declared_step",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("entry_id", sa.Uuid, primary_key=True),
    sa.Column("revision", sa.BigInteger, primary_key=True),
    sa.Column("change", sa.Text, nullable=False),
    sa.Column("fields", ARRAY(sa.Text), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(
        ["person_id", "entry_id"], ["entry.person_id", "entry.id"], ondelete="CASCADE", name="declared_step_of_entry"
    ),
    info={"append_only": True},
)
