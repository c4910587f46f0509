"""Dead letters: messages that could not be handled, kept with the reason until an operator replays them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["DeadLetter", "dead_letter_table", "keep_dead_letter", "list_dead_letters", "mark_replayed"]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that a consumer gave up on."""

    id: UUID
    consumer: str
    stream: str
    sequence: int
    subject: str
    headers: Mapping[str, str]
    data: bytes
    error: str
    kept_at: datetime
    replayed_at: datetime | None = None


def dead_letter_table(metadata: sa.MetaData) -> sa.Table:
    """Describes the table; the service's own migrations create it."""
    return sa.Table(
        "dead_letter",
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("headers", JSONB, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("replayed_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("consumer", "stream", "sequence", name="dead_letter_once"),
    )


async def keep_dead_letter(connection: AsyncConnection, table: sa.Table, letter: DeadLetter) -> None:
    """Keeps a message; keeping it twice is harmless."""
    values = {field.name: getattr(letter, field.name) for field in fields(letter)}
    await connection.execute(insert(table).values(values).on_conflict_do_nothing())


async def list_dead_letters(connection: AsyncConnection, table: sa.Table, limit: int = 100) -> list[DeadLetter]:
    """The messages not yet replayed, oldest first."""
    query = sa.select(table).where(table.c.replayed_at.is_(None)).order_by(table.c.kept_at, table.c.id).limit(limit)
    return [DeadLetter(**row) for row in (await connection.execute(query)).mappings()]


async def mark_replayed(connection: AsyncConnection, table: sa.Table, letter_id: UUID) -> None:
    """Notes that a message was handled after all."""
    await connection.execute(sa.update(table).where(table.c.id == letter_id).values(replayed_at=sa.func.now()))
