"""What has had its time, and how long that is."""

from __future__ import annotations

from datetime import timedelta

from passeport_chassis import db
from passeport_prevention.storage import tables

__all__ = ["RETENTIONS"]

RETENTIONS = (
    # Longer than the stream keeps its messages: it can be made anew from the outbox.
    db.Retention(tables.outbox, "published_at", timedelta(days=30)),
    db.Retention(tables.inbox, "received_at", timedelta(days=30)),
    db.Retention(tables.dead_letter, "replayed_at", timedelta(days=30)),
    # A client that has not repeated a request for so long has given up; keys of partners are kept for ever.
    db.Retention(tables.request_id, "claimed_at", timedelta(days=90)),
    # Longer than from the first threshold to the last day: till then none is told again.
    db.Retention(tables.reminder, "told_at", timedelta(days=120)),
    # Uploads that were cut off.
    db.Retention(tables.import_file, "upload_began_at", timedelta(days=1)),
)
