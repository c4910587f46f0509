"""Many rows in one statement: arrays, one per column, that PostgreSQL turns into rows.

Nearly as quick as COPY for a chunk of a file, and unlike it, it obeys row-level security.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["insert_rows"]


async def insert_rows(connection: AsyncConnection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows, which all have the same columns, in the transaction of `connection`."""
    if not rows:
        return
    if len(rows) == 1:
        # What most calls write, in two thirds of the time.
        await connection.execute(sa.insert(table), rows[0])
        return
    names = tuple(rows[0])
    arrays = {name: [_sent(table.c[name].type, row[name]) for row in rows] for name in names}
    await connection.execute(_statement(table, names), arrays)


@cache
def _statement(table: sa.Table, names: tuple[str, ...]) -> sa.Insert:
    # Made once: to put it together takes longer than to run it.
    types = {name: table.c[name].type for name in names}
    arrays = (sa.bindparam(name, type_=ARRAY(_travels_as(type_))) for name, type_ in types.items())
    columns = (sa.column(name, _travels_as(type_)) for name, type_ in types.items())
    given = sa.func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
    values = (
        sa.cast(given.c[name], type_) if isinstance(type_, JSONB) else given.c[name] for name, type_ in types.items()
    )
    return sa.insert(table).from_select(names, sa.select(*values))


def _travels_as(type_: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    # An array of JSON takes the driver three times as long as all the other columns together.
    return sa.Text() if isinstance(type_, JSONB) else type_


def _sent(type_: sa.types.TypeEngine[Any], value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(type_, JSONB) else value
