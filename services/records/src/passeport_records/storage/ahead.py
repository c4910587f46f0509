"""Statements one after the other on one connection; while PostgreSQL works on one, a thread makes the next.

To put two thousand rows together takes us about as long as it takes PostgreSQL to write them, and neither needs the
other meanwhile. In a thread, so that calls are served as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

__all__ = ["Statement", "execute_all"]

Statement = tuple[sa.Executable, dict[str, Any]]
"""A statement and its values."""


async def execute_all(connection: AsyncConnection, statements: Iterator[Statement]) -> list[int]:
    """Executes them all in order, and says how many rows each of them touched.

    `statements` is run in threads: it must not touch the connection, nor anything that changes meanwhile. Raises what
    it raises, after the statements before.
    """
    touched = []
    making = _make(statements)
    try:
        while (statement := await making) is not None:
            making = _make(statements)
            touched.append((await connection.execute(*statement)).rowcount)
    finally:
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)
    return touched


def _make(statements: Iterator[Statement]) -> asyncio.Task[Statement | None]:
    return asyncio.create_task(asyncio.to_thread(next, statements, None))
