"""The inbox: one row per event and consumer, written with the effect, makes a second delivery harmless."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection


def inbox_table(metadata: sa.MetaData) -> sa.Table:
    """Describes the inbox; the service's own migrations create it."""
    return sa.Table(
        "inbox",
        metadata,
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now(), index=True),
    )


async def first_time(connection: AsyncConnection, table: sa.Table, consumer: str, event_id: UUID) -> bool:
    """Notes an event in the transaction of `connection`; False when this consumer has had it before."""
    statement = (
        insert(table).values(consumer=consumer, event_id=event_id).on_conflict_do_nothing().returning(table.c.event_id)
    )
    return (await connection.execute(statement)).first() is not None
