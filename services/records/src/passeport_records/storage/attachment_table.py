"""The table of the files of entries. It is under row-level security, as `entry` is."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_records.storage.metadata import metadata

__all__ = ["attachment"]

# Files of entries; their bytes lie in the store, under their address. What deletes an entry deletes these.
attachment = sa.Table(
    "attachment",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("entry_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("address", sa.Text(collation="C"), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(
        ["person_id", "entry_id"], ["entry.person_id", "entry.id"], ondelete="CASCADE", name="attachment_of_entry"
    ),
    sa.UniqueConstraint("address", name="attachment_address"),
)
