"""The trail of accesses: who read or wrote a person's data, when and why (Code du travail R6323-40).

Rows are added in the transaction of the access and never changed: the service's role may only insert and select.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.ids import new_id
from passeport_chassis.telemetry import current_trace_id

__all__ = ["AccessPage", "AccessRow", "audit_table", "list_accesses", "record_access"]


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One access. `actor` is holder, partner, professional or system; `actor_id` never leaves the service."""

    person_id: UUID
    at: datetime
    actor: str
    actor_id: str
    action: str
    purpose: str
    organisation: str = ""
    resource_id: str = ""


@dataclass(frozen=True, slots=True)
class AccessPage:
    """A page of accesses, newest first, and the position after it."""

    rows: tuple[AccessRow, ...]
    next_position: tuple[datetime, UUID] | None


def audit_table(metadata: sa.MetaData) -> sa.Table:
    """Describes the trail; the service's own migrations create it, and `migrate` leaves it to be added to only."""
    return sa.Table(
        "access",
        metadata,
        sa.Column("person_id", sa.Uuid, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("resource_id", sa.Text, nullable=False),
        sa.Column("trace_id", sa.Text, nullable=False),
    )


async def record_access(connection: AsyncConnection, table: sa.Table, rows: Sequence[AccessRow]) -> None:
    """Writes accesses in the transaction of `connection`."""
    if not rows:
        return
    trace_id = current_trace_id()
    await connection.execute(
        sa.insert(table),
        [
            {
                "person_id": row.person_id,
                "at": row.at,
                "id": new_id(),
                "actor": row.actor,
                "actor_id": row.actor_id,
                "organisation": row.organisation,
                "action": row.action,
                "purpose": row.purpose,
                "resource_id": row.resource_id,
                "trace_id": trace_id,
            }
            for row in rows
        ],
    )


async def list_accesses(
    connection: AsyncConnection,
    table: sa.Table,
    person_id: UUID,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
) -> AccessPage:
    """One page of a person's accesses, newest first, from the position `after`."""
    columns = table.c
    query = sa.select(table).where(columns.person_id == person_id)
    if after is not None:
        query = query.where(sa.tuple_(columns.at, columns.id) < sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
    query = query.order_by(columns.at.desc(), columns.id.desc()).limit(limit + 1)
    found = (await connection.execute(query)).all()
    rows = tuple(
        AccessRow(
            row.person_id,
            row.at,
            row.actor,
            row.actor_id,
            row.action,
            row.purpose,
            row.organisation,
            row.resource_id,
        )
        for row in found[:limit]
    )
    last = found[limit - 1] if len(found) > limit else None
    return AccessPage(rows, (last.at, last.id) if last is not None else None)
