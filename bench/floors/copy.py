"""PostgreSQL COPY of rows that are there already, into a table of the same columns and indexes, in the same server."""

import io
import time
from types import TracebackType
from typing import Any, Self

import asyncpg

_COPY = "bench_copy"


class CopyFloor:
    """A table like another, filled with nothing but COPY."""

    def __init__(self, url: str, table: str) -> None:
        """`url` is of a role that sees every row and may create tables; `table` the one whose rows are copied."""
        self._url = url
        self._table = table
        self._connection: Any = None

    async def __aenter__(self) -> Self:
        self._connection = await asyncpg.connect(self._url)
        await self._connection.execute(f"DROP TABLE IF EXISTS {_COPY}")
        await self._connection.execute(f"CREATE TABLE {_COPY} (LIKE {self._table} INCLUDING ALL)")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connection.execute(f"DROP TABLE IF EXISTS {_COPY}")
        await self._connection.close()

    async def count(self) -> int:
        """Count the rows of the table that is copied."""
        return int(await self._connection.fetchval(f"SELECT count(*) FROM {self._table}"))  # noqa: S608

    async def run(self, where: str, *values: object) -> tuple[int, float]:
        """Copy the rows that fit; gives how many and the seconds that COPY took, from memory to committed."""
        columns = await self._columns()
        chosen = ", ".join(f'"{column}"' for column in columns)
        rows = io.BytesIO()
        query = f"SELECT {chosen} FROM {self._table} WHERE {where}"  # noqa: S608
        await self._connection.copy_from_query(query, *values, output=rows, format="binary")
        rows.seek(0)
        began = time.perf_counter()
        done = await self._connection.copy_to_table(_COPY, source=rows, columns=columns, format="binary")
        seconds = time.perf_counter() - began
        return int(done.rpartition(" ")[2]), seconds

    async def _columns(self) -> list[str]:
        # COPY refuses columns that the server computes.
        rows = await self._connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
            self._table,
        )
        return [row["attname"] for row in rows]
