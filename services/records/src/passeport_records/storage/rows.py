"""Many rows in one statement: arrays, one per column, that PostgreSQL turns into rows.

What all the rows say alike travels once, as a plain value: in a chunk of a file these are most columns. That is quicker
than COPY, by way of a table in between, and unlike it, it obeys row-level security and ON CONFLICT.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, Insert
from sqlalchemy.dialects.postgresql import insert as pg_insert

__all__ = ["Given", "Row", "inserting", "insertion", "sent"]

Row = Mapping[str, Any]

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Given:
    """Rows that come with a statement, as a table to select and join from; its values are those of `sent`.

    Statements are made once for each shape of rows: to put one together takes longer than to run it.
    """

    def __init__(self, table: sa.Table, names: Sequence[str], alike: frozenset[str]) -> None:
        """`names` are the columns of `table` that the rows are for, `alike` those in which they do not differ."""
        types = {name: _travels_as(table.c[name].type) for name in names}
        parts = [name for name in names if name not in alike]
        arrays = (sa.bindparam(_parameter(name), type_=ARRAY(types[name])) for name in parts)
        columns = (sa.column(name, types[name]) for name in parts)
        self.rows = sa.func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
        self._types = {name: table.c[name].type for name in names}
        self._values: dict[str, sa.ColumnElement[Any]] = {
            name: sa.bindparam(_parameter(name), type_=types[name]) if name in alike else self.rows.c[name]
            for name in names
        }

    def __getitem__(self, name: str) -> sa.ColumnElement[Any]:
        """What the rows say for the column of that name."""
        type_ = self._types[name]
        return sa.cast(self._values[name], type_) if isinstance(type_, JSONB) else self._values[name]


def sent(table: sa.Table, rows: Sequence[Row]) -> tuple[dict[str, Any], frozenset[str]]:
    """The values of a statement on `Given` rows, and in which columns these do not differ."""
    values: dict[str, Any] = {}
    alike: set[str] = set()
    # One column at least must tell how many rows there are.
    first = next(iter(rows[0]))
    for name in rows[0]:
        column = [row[name] for row in rows]
        # Most columns that differ do so at their ends, and identifiers take long to compare.
        if name != first and column[-1] == column[0] and column.count(column[0]) == len(column):
            alike.add(name)
            column = column[:1]
        if isinstance(table.c[name].type, JSONB):
            column = [_JSON(value) for value in column]
        values[_parameter(name)] = column[0] if name in alike else column
    return values, frozenset(alike)


@lru_cache(maxsize=200)
def insertion(table: sa.Table, names: tuple[str, ...], alike: frozenset[str]) -> Insert:
    """Inserts rows, all of which have the columns `names`."""
    given = Given(table, names, alike)
    return pg_insert(table).from_select(names, sa.select(*(given[name] for name in names)).select_from(given.rows))


def inserting(table: sa.Table, rows: Sequence[Row]) -> tuple[Insert, dict[str, Any]]:
    """The statement that inserts rows, one at least, all of which have the same columns, and its values."""
    values, alike = sent(table, rows)
    return insertion(table, tuple(rows[0]), alike), values


def _parameter(name: str) -> str:
    # The names of columns are taken: by the values of INSERT and UPDATE.
    return f"given_{name}"


def _travels_as(type_: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    # JSON takes the driver three times as long as all the other columns together.
    return sa.Text() if isinstance(type_, JSONB) else type_
