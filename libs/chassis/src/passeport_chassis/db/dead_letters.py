"""Dead letters: messages that could not be handled, kept with the reason until an operator replays them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that a consumer gave up on, or nearly.

    The same message has the same `id` for its consumer. Where it stood in its stream does not tell: a stream that is
    made anew counts from one.
    """

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
        # Also set where a message was never given up: it waits for nobody.
        sa.Column("replayed_at", sa.DateTime(timezone=True), index=True),
        sa.Column("attempts", sa.Integer, nullable=False, server_default=sa.text("0")),
    )


def _values(letter: DeadLetter) -> dict[str, Any]:
    return {field.name: getattr(letter, field.name) for field in fields(letter)}


async def keep_dead_letter(connection: AsyncConnection, table: sa.Table, letter: DeadLetter) -> None:
    """Keeps a message; one that is there already waits for a replay anew."""
    values = {**_values(letter), "attempts": 0}
    await connection.execute(insert(table).values(values).on_conflict_do_update(index_elements=["id"], set_=values))


async def begin_attempt(connection: AsyncConnection, table: sa.Table, letter: DeadLetter) -> int:
    """Notes that handling a message begins; returns how often it has begun since it was kept or marked."""
    values = {**_values(letter), "replayed_at": letter.kept_at, "attempts": 1}
    again = {"attempts": table.c.attempts + 1}
    statement = insert(table).values(values).on_conflict_do_update(index_elements=["id"], set_=again)
    return int((await connection.execute(statement.returning(table.c.attempts))).scalar_one())


async def list_dead_letters(
    connection: AsyncConnection,
    table: sa.Table,
    limit: int = 100,
    *,
    after: DeadLetter | None = None,
    ids: Collection[UUID] = (),
) -> list[DeadLetter]:
    """The messages not yet replayed, oldest first: those after a letter, and with `ids` only these."""
    columns, place = table.c, (table.c.kept_at, table.c.id)
    query = sa.select(*(columns[field.name] for field in fields(DeadLetter))).where(columns.replayed_at.is_(None))
    if ids:
        query = query.where(columns.id.in_(ids))
    if after is not None:
        query = query.where(sa.tuple_(*place) > sa.tuple_(sa.literal(after.kept_at), sa.literal(after.id)))
    query = query.order_by(*place).limit(limit)
    return [DeadLetter(**row) for row in (await connection.execute(query)).mappings()]


async def mark_replayed(connection: AsyncConnection, table: sa.Table, letter_id: UUID) -> None:
    """Notes that a message was handled after all, or was not to blame; nothing is done where it is not known."""
    ended = {"replayed_at": sa.func.now(), "attempts": 0}
    await connection.execute(sa.update(table).where(table.c.id == letter_id).values(ended))
