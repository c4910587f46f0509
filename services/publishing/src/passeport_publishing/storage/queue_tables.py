"""The table of publications in line."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from passeport_publishing.storage.metadata import metadata

__all__ = ["queued_publication"]

# One row from when it is put in line to a week after its end. All moments but the last are the server's.
queued_publication = sa.Table(
    "queued_publication",
    metadata,
    sa.Column("person_id", sa.Uuid, primary_key=True),
    # Of the publication to come.
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("model", JSONB, nullable=False),
    sa.Column("draft_id", sa.Uuid),
    sa.Column("draft_version", sa.Integer),
    sa.Column("title", sa.Text, nullable=False),
    # What was read for it, until its end.
    sa.Column("snapshot", JSONB),
    sa.Column("photo", sa.LargeBinary),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
    # By which the line is ordered.
    sa.Column("turn_at", sa.DateTime(timezone=True), nullable=False),
    # Before which nobody takes it: it is being made, or was tried in vain a moment ago.
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("lease", sa.Uuid),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("outcome_id", sa.Uuid),
    sa.Column("failure", sa.Text, nullable=False),
    sa.Column("publication_id", sa.Uuid),
    sa.UniqueConstraint("person_id", "request_id", name="queued_publication_request_once"),
)
sa.Index(
    "queued_publication_line",
    queued_publication.c.turn_at,
    queued_publication.c.id,
    postgresql_where=sa.text("state = 'pending'"),
)
sa.Index("queued_publication_ended", queued_publication.c.ended_at)
sa.Index("queued_publication_recent", queued_publication.c.person_id, queued_publication.c.ended_at)
