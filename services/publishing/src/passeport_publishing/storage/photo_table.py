"""The table of photos."""

from __future__ import annotations

import sqlalchemy as sa

from passeport_publishing.storage.metadata import metadata

__all__ = ["photo"]

photo = sa.Table(
    "photo",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("jpeg", sa.LargeBinary, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
)
