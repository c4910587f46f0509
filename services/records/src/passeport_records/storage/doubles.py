"""The same contract under two persons who are one by now: told once, by the entry that knows the most recent month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import EntryState
from passeport_records.domain.provenance import Source
from passeport_records.storage.tables import entry, entry_source

__all__ = ["hidden_doubles"]

# A key of a contract begins with the person, whose identifier has 36 characters, and a stroke.
_CONTRACT = sa.func.substr(entry_source.c.sender_key, 38)


def _first(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A column of the entry that is listed of those of a contract."""
    return sa.func.first_value(column).over(
        partition_by=(entry_source.c.sender, _CONTRACT),
        order_by=(entry.c.known_up_to.desc().nulls_last(), entry.c.updated_at.desc(), entry.c.id),
    )


_PLACED = (
    sa.select(
        entry.c.id,
        _first(entry.c.id).label("listed"),
        _first(entry.c.known_up_to).label("known_up_to"),
        _first(entry.c.updated_at).label("updated_at"),
    )
    .join_from(
        entry_source,
        entry,
        sa.and_(entry.c.person_id == entry_source.c.person_id, entry.c.id == entry_source.c.entry_id),
    )
    .where(
        entry_source.c.person_id.in_(sa.bindparam("person_ids", expanding=True)),
        entry_source.c.source == Source.DSN.value,
        entry.c.state == EntryState.ACTIVE.value,
    )
    .subquery("placed")
)
_HIDDEN = (
    sa.select(_PLACED.c.id, _PLACED.c.listed)
    .where(_PLACED.c.id != _PLACED.c.listed)
    .order_by(_PLACED.c.known_up_to.desc().nulls_last(), _PLACED.c.updated_at.desc(), _PLACED.c.listed)
)


async def hidden_doubles(connection: AsyncConnection, person_ids: Sequence[UUID]) -> Mapping[UUID, UUID]:
    """The active entries of these persons, who are one, in whose stead another one is listed, and that one."""
    if len(person_ids) == 1:
        return {}
    listed: dict[UUID, UUID] = {}
    for row in await connection.execute(_HIDDEN, {"person_ids": person_ids}):
        # Hidden under two of its keys by two others, by the one that comes first of them.
        listed.setdefault(row.id, row.listed)
    for hidden, other in listed.items():
        # Under another of its keys it may be hidden itself; the order is one for all keys, so that this ends.
        while other in listed:
            other = listed[other]  # noqa: PLW2901
        listed[hidden] = other
    return listed
