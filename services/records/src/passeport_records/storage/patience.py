"""What the owner of the tables does beside those who write: as long as it takes, and again where one is in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_logbook.audit import unhurried

__all__ = ["in_the_way", "patiently"]

T = TypeVar("T")
# A deadlock, which PostgreSQL resolves by ending one of the two, and a lock that was not free in time.
_IN_THE_WAY = frozenset({"40P01", "55P03"})
_PAUSES = (1.0, 4.0)


def in_the_way(error: DBAPIError) -> bool:
    """Whether another transaction held what this one needs: later it may work."""
    return getattr(error.orig, "sqlstate", None) in _IN_THE_WAY


async def patiently(engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Does the work in a transaction without time-outs, whole and anew where another transaction is in the way.

    Raises what it raised the last time; locks are waited for no longer than elsewhere, for others wait behind this.
    """
    for pause in _PAUSES:
        try:
            return await _once(engine, work)
        except DBAPIError as error:
            if not in_the_way(error):
                raise
        await asyncio.sleep(pause)
    return await _once(engine, work)


async def _once(engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    async with engine.begin() as connection:
        await unhurried(connection)
        return await work(connection)
