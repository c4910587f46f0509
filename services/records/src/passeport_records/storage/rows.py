"""Many rows in one statement: arrays, one per column, that PostgreSQL turns into rows.

Nearly as quick as COPY for a chunk of a file, and unlike it, it obeys row-level security and ON CONFLICT.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, Insert
from sqlalchemy.dialects.postgresql import insert as pg_insert

__all__ = ["Given", "Row", "insert_rows"]

Row = Mapping[str, Any]


class Given:
    """Rows given with a statement, as a table to select and join from."""

    def __init__(self, columns: Sequence[sa.ColumnElement[Any]], rows: Sequence[Row], name: str = "given") -> None:
        """`columns` are those that the rows are meant for, which give names and types."""
        self._types = {str(column.key): column.type for column in columns}
        arrays = (
            sa.bindparam(f"{name}_{key}", [_sent(type_, row[key]) for row in rows], type_=ARRAY(_travels_as(type_)))
            for key, type_ in self._types.items()
        )
        described = (sa.column(key, _travels_as(type_)) for key, type_ in self._types.items())
        self.table = sa.func.unnest(*arrays).table_valued(*described, name=name).render_derived()

    def __getitem__(self, name: str) -> sa.ColumnElement[Any]:
        """The column of that name."""
        column = self.table.c[name]
        return sa.cast(column, JSONB) if isinstance(self._types[name], JSONB) else column


def insert_rows(table: sa.Table, rows: Sequence[Row]) -> Insert:
    """Inserts rows, which all have the same columns."""
    names = list(rows[0])
    given = Given([table.c[name] for name in names], rows)
    return pg_insert(table).from_select(names, sa.select(*(given[name] for name in names)))


def _travels_as(type_: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    # An array of JSON takes the driver three times as long as all the other columns together.
    return sa.Text() if isinstance(type_, JSONB) else type_


def _sent(type_: sa.types.TypeEngine[Any], value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(type_, JSONB) else value
