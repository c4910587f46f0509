"""Units of work on PostgreSQL that stop where two transactions meet, so that a race is run as the test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from passeport_identity.messaging.events import encode
from passeport_identity.storage.unit_of_work import SqlUnitOfWork
from sql_units import SqlUnits


class HeldBack(SqlUnits):
    """Holds back what is about to be committed until it is let go; whoever needs the same turn waits meanwhile."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine, encode)
        self.is_ready, self.may_go_on = asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        async with super().__call__() as work:
            commit = work.commit

            async def held_back() -> None:
                self.is_ready.set()
                await self.may_go_on.wait()
                await commit()

            work.commit = held_back
            yield work


class Overtaken(SqlUnits):
    """Lets others begin something between its first unit of work and the next."""

    def __init__(self, engine: AsyncEngine, begin: Callable[[], Awaitable[object]]) -> None:
        super().__init__(engine, encode)
        self._begun, self._begin = 0, begin

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[SqlUnitOfWork]:
        self._begun += 1
        if self._begun == 2:
            await self._begin()
        async with super().__call__() as work:
            yield work


async def until_somebody_waits(engine: AsyncEngine, kind: str = "advisory") -> None:
    """Waits until a turn is waited for, or with `transactionid` a row."""
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = :kind AND NOT granted")
    async with asyncio.timeout(10), engine.connect() as connection:
        while not await connection.scalar(waiting, {"kind": kind}):  # noqa: ASYNC110 - the database does the waiting
            await asyncio.sleep(0.01)
