"""How long rows are kept that have served their time."""

from __future__ import annotations

from datetime import timedelta

from passeport_chassis.db import Retention
from passeport_records.domain.waiting import WAIT
from passeport_records.storage import tables

__all__ = ["RETENTIONS"]

RETENTIONS = (
    # Longer than the stream keeps its messages: it can be made anew from the outbox.
    Retention(tables.outbox, "published_at", timedelta(days=30)),
    Retention(tables.inbox, "received_at", timedelta(days=30)),
    Retention(tables.dead_letter, "replayed_at", timedelta(days=30)),
    # A client that has not repeated a request for so long has given up.
    Retention(tables.request_id, "claimed_at", timedelta(days=90)),
    # Lines that found nobody for so long; their batch goes on saying so.
    Retention(tables.waiting_item, "since", WAIT),
    # Which declarations no longer count: a month is replaced until the next one is due, and contributions can be put
    # right for three years after theirs (Code de la sécurité sociale L244-3).
    Retention(tables.replacement, "noted_at", timedelta(days=4 * 366)),
    # Files whose upload was cut off, with the pieces that came.
    Retention(tables.batch, "upload_began_at", timedelta(days=1)),
)
