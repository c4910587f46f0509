"""The tables of drafts and of their versions."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from passeport_publishing.storage.metadata import metadata

__all__ = ["draft", "draft_version"]

draft = sa.Table(
    "draft",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("model", JSONB, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("deleted_at", sa.DateTime(timezone=True)),
    sa.UniqueConstraint("person_id", "request_id", name="draft_request_once"),
)
sa.Index("draft_deleted", draft.c.deleted_at, postgresql_where=draft.c.deleted_at.is_not(None))

draft_version = sa.Table(
    "draft_version",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    sa.Column("draft_id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("model", JSONB, nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    # A draft that is gone for good takes its versions along.
    sa.ForeignKeyConstraint(["person_id", "draft_id"], ["draft.person_id", "draft.id"], ondelete="CASCADE"),
)
