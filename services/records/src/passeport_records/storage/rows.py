"""Many rows in one statement: arrays, one per column, that PostgreSQL turns into rows.

As quick as COPY for the thousand rows of a chunk, and unlike it, it obeys row-level security and ON CONFLICT.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

__all__ = ["Row", "insert_from", "unnested"]

Row = Mapping[str, Any]


def unnested(columns: Sequence[sa.ColumnElement[Any]], rows: Sequence[Row], name: str = "given") -> sa.TableValuedAlias:
    """`rows` as a table with `columns`, to select and join from."""
    arrays = (
        sa.bindparam(f"{name}_{column.key}", [row[str(column.key)] for row in rows], type_=ARRAY(column.type))
        for column in columns
    )
    # Text arrays would otherwise bring the default collation into comparisons with columns that have their own.
    described = (sa.column(str(column.key), column.type) for column in columns)
    return sa.func.unnest(*arrays).table_valued(*described, name=name).render_derived()


def insert_from(table: sa.Table, rows: Sequence[Row]) -> tuple[list[str], sa.Select[Any]]:
    """What `insert(table).from_select` wants to insert `rows`, which all have the same columns."""
    names = list(rows[0])
    given = unnested([table.c[name] for name in names], rows)
    return names, sa.select(*(given.c[name] for name in names))
