"""PostgreSQL COPY of rows that are there already, into tables of the same columns and indexes, in the same server."""

import io
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import asyncpg

_PREFIX = "bench_copy_"


class CopyFloor:
    """Tables like others, filled with nothing but COPY."""

    def __init__(self, url: str, *tables: str) -> None:
        """`url` is of a role that sees every row and may create tables; `tables` those whose rows are copied."""
        self._url = url
        self._tables = tables
        self._connection: Any = None

    async def __aenter__(self) -> Self:
        self._connection = await asyncpg.connect(self._url)
        await self._drop()
        for table in self._tables:
            await self._connection.execute(f"CREATE TABLE {_PREFIX}{table} (LIKE {table} INCLUDING ALL)")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._drop()
        await self._connection.close()

    async def count(self, table: str, where: str, *values: object) -> int:
        """Count the rows of a table that fit."""
        return int(await self._connection.fetchval(f"SELECT count(*) FROM {table} WHERE {where}", *values))  # noqa: S608

    async def run(self, wheres: Mapping[str, str], *values: object) -> tuple[int, dict[str, float]]:
        """Copy the rows that fit of each of these tables, table after table.

        Gives how many rows these are of the first one, and the seconds of each table from memory to committed.
        """
        read = {table: await self._read(table, where, *values) for table, where in wheres.items()}
        counts: list[int] = []
        seconds: dict[str, float] = {}
        for table, (columns, rows) in read.items():
            began = time.perf_counter()
            done = await self._connection.copy_to_table(
                f"{_PREFIX}{table}", source=rows, columns=columns, format="binary"
            )
            seconds[table] = time.perf_counter() - began
            counts.append(int(done.rpartition(" ")[2]))
        return counts[0], seconds

    async def _read(self, table: str, where: str, *values: object) -> tuple[list[str], io.BytesIO]:
        columns = await self._columns(table)
        chosen = ", ".join(f'"{column}"' for column in columns)
        rows = io.BytesIO()
        query = f"SELECT {chosen} FROM {table} WHERE {where}"  # noqa: S608
        await self._connection.copy_from_query(query, *values, output=rows, format="binary")
        rows.seek(0)
        return columns, rows

    async def _drop(self) -> None:
        for table in self._tables:
            await self._connection.execute(f"DROP TABLE IF EXISTS {_PREFIX}{table}")

    async def _columns(self, table: str) -> list[str]:
        # COPY refuses columns that the server computes.
        rows = await self._connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            table,
        )
        return [row["attname"] for row in rows]
