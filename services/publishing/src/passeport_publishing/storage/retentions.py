"""How long rows are kept that nobody needs for ever."""

from __future__ import annotations

from datetime import timedelta

from passeport_chassis.db import Retention
from passeport_publishing.storage import tables

__all__ = ["RETENTIONS"]

RETENTIONS = (
    # Longer than the stream keeps its messages: it can be made anew from the outbox.
    Retention(tables.outbox, "published_at", timedelta(days=30)),
    Retention(tables.inbox, "received_at", timedelta(days=30)),
    Retention(tables.dead_letter, "replayed_at", timedelta(days=30)),
    # A publication is made in seconds: what was heard longer ago than this, it read.
    Retention(tables.source_change, "heard_at", timedelta(hours=1)),
)
