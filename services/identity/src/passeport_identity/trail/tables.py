"""The tables beside the table of accesses: what waits for its seal, seals, anchors, and the keys that signed them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

__all__ = ["Trail", "trail_tables"]


@dataclass(frozen=True, slots=True)
class Trail:
    """Whose trail it is, and its tables. `service` is hashed and signed, so it never changes."""

    service: str
    access: sa.Table
    unsealed: sa.Table
    seal: sa.Table
    anchor: sa.Table
    key: sa.Table


def trail_tables(service: str, access: sa.Table) -> Trail:
    """Describes the tables, beside that of accesses; the service's own migrations create them."""
    metadata = access.metadata
    once = {"append_only": True}
    key_of_access = ("person_id", "at", "id")
    # A trigger writes here in the transaction of the access; the sealer takes from here. It has no index: it is read
    # from its start, and empty most of the time.
    unsealed = sa.Table(
        "access_unsealed",
        metadata,
        *(sa.Column(name, access.c[name].type, nullable=False) for name in key_of_access),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    # Each row seals some accesses, in the order of their place in the chain of the day: the first is number `first`.
    seal = sa.Table(
        "access_seal",
        metadata,
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("ats", ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.Column("ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("leaves", ARRAY(sa.LargeBinary), nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        info=once,
    )
    anchor = sa.Table(
        "access_anchor",
        metadata,
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("signed", sa.Text, nullable=False),
        info=once,
    )
    key = sa.Table(
        "access_anchor_key",
        metadata,
        sa.Column("kid", sa.Text, primary_key=True),
        sa.Column("jwk", sa.Text, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        info=once,
    )
    return Trail(service, access, unsealed, seal, anchor, key)
