"""How long rows are kept that nobody needs for ever."""

from __future__ import annotations

from datetime import timedelta

from passeport_chassis.db import Retention
from passeport_publishing.domain.draft import KEPT_DELETED
from passeport_publishing.storage import tables

__all__ = ["RETENTIONS"]

RETENTIONS = (
    # Longer than the stream keeps its messages: it can be made anew from the outbox.
    Retention(tables.outbox, "published_at", timedelta(days=30)),
    Retention(tables.inbox, "received_at", timedelta(days=30)),
    Retention(tables.dead_letter, "replayed_at", timedelta(days=30)),
    # A publication is made in seconds: what was heard longer ago than this, it read.
    Retention(tables.source_change, "heard_at", timedelta(hours=1)),
    # Of use until its hour is over, by the clock of any host.
    Retention(tables.hourly_access, "hour", timedelta(days=1)),
    # Left by processes that were killed, and lapsed since.
    Retention(tables.request_claim, "claimed_at", timedelta(days=1)),
    Retention(tables.draft, "deleted_at", KEPT_DELETED),
    # For as long as a holder may try again what failed.
    Retention(tables.queued_publication, "ended_at", timedelta(days=7)),
    # As shares and what is done by their links.
    Retention(tables.consent_pull, "at", timedelta(days=366)),
    Retention(tables.consent, "expires_at", timedelta(days=366)),
    Retention(tables.share_opening, "expires_at", timedelta(0)),
    # As long as accesses of any kind (R6323-40), so that the list of a share has its last ones for a year.
    Retention(tables.share_access, "at", timedelta(days=366)),
    Retention(tables.share, "expires_at", timedelta(days=366)),
    Retention(tables.credential_offer, "expires_at", timedelta(days=366)),
)
