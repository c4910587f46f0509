"""The trail of accesses in PostgreSQL.

Rows are added in the transaction of the access and never changed: the service's role may only insert and select. After
a year the owner of the tables deletes them (`expire-accesses`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.access import Access, AccessPage, AccessPosition
from passeport_chassis.db.rows import insert_columns
from passeport_chassis.ids import new_id
from passeport_chassis.telemetry import current_trace_id


def audit_table(metadata: sa.MetaData) -> sa.Table:
    """Describes the trail; the service's own migrations create it, and `migrate` leaves it to be added to only."""
    table = sa.Table(
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
        info={"append_only": True},
    )
    sa.Index("access_at", table.c.at)
    return table


# The columns that are what an access says; `id` and `trace_id` are the trail's own.
_SAID = tuple(field.name for field in fields(Access))


class AccessTrail:
    """Implements `passeport_chassis.access.Accesses` on one connection."""

    def __init__(self, connection: AsyncConnection, table: sa.Table) -> None:
        self._connection = connection
        self._table = table

    async def record(self, *accesses: Access) -> None:
        """Adds accesses, with the trace of the present span, in one statement however many they are."""
        if accesses:
            columns = {name: [getattr(access, name) for access in accesses] for name in _SAID}
            columns |= {"id": [new_id() for _ in accesses], "trace_id": [current_trace_id()] * len(accesses)}
            await insert_columns(self._connection, self._table, columns)

    async def page(self, person_id: UUID | Collection[UUID], limit: int, after: AccessPosition | None) -> AccessPage:
        """One page of the accesses to a person's data, newest first, from the position `after`.

        Several are one person under the identifiers that he has.
        """
        columns, ids = self._table.c, (person_id,) if isinstance(person_id, UUID) else person_id
        query = sa.select(columns.id, *(columns[name] for name in _SAID)).where(columns.person_id.in_(ids))
        if after is not None:
            position = sa.tuple_(sa.literal(after.at), sa.literal(after.id))
            query = query.where(sa.tuple_(columns.at, columns.id) < position)
        query = query.order_by(columns.at.desc(), columns.id.desc()).limit(limit + 1)
        found = (await self._connection.execute(query)).all()
        accesses = tuple(Access(*row[1:]) for row in found[:limit])
        last = found[limit - 1] if len(found) > limit else None
        return AccessPage(accesses, None if last is None else AccessPosition(last.at, last.id))
