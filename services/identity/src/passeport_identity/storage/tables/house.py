"""The tables of what was done and is to be told: acts of operators, accesses with their seals, events."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from passeport_chassis.db import audit_table, dead_letter_table, inbox_table, outbox_table
from passeport_identity.storage.tables.metadata import metadata
from passeport_identity.trail.tables import trail_tables

__all__ = ["access", "dead_letter", "inbox", "operator_act", "outbox", "trail"]

# What operators did by command; `about` is a client or a professional.
operator_act = sa.Table(
    "operator_act",
    metadata,
    sa.Column("act_id", sa.Uuid, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("operator", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False, index=True),
    sa.Column("changes", JSONB, nullable=False),
    sa.Index("operator_act_at", "at", "act_id"),
    info={"append_only": True},
)

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
dead_letter = dead_letter_table(metadata)
access = audit_table(metadata)
trail = trail_tables("identity", access)
