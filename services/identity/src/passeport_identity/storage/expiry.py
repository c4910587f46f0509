"""Deletes persons with every row that refers to them, in whatever table, the trail and the outbox aside."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_identity.storage.tables import metadata, person

__all__ = ["forget_persons"]


async def forget_persons(connection: AsyncConnection, person_ids: Sequence[UUID]) -> None:
    """Deletes persons, and the provisional ones whom they replaced."""
    if not person_ids:
        return
    # What refers to a person says so by a foreign key: a table that is added later is emptied without being named here.
    replaced = sa.select(person.c.person_id).where(person.c.replaced_by == _any(person_ids))
    everybody = [*person_ids, *(await connection.execute(replaced)).scalars()]
    for table in reversed(metadata.sorted_tables):
        keys = [key.parent for key in table.foreign_keys if key.column is person.c.person_id]
        if table is not person and keys:
            await connection.execute(sa.delete(table).where(sa.or_(*(key == _any(everybody) for key in keys))))
    await connection.execute(sa.update(person).where(person.c.replaced_by == _any(everybody)).values(replaced_by=None))
    await connection.execute(sa.delete(person).where(person.c.person_id == _any(everybody)))


def _any(person_ids: Sequence[UUID]) -> sa.ColumnElement[bool]:
    return sa.any_(sa.literal(list(person_ids), ARRAY(sa.Uuid)))
