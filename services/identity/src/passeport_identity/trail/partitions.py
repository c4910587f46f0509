"""The months of the trail: partitions made ahead of time, and dropped whole when their year is over.

Their owner does it. `trail_add_partition`, which a migration made, sees to their triggers and to who may reach them.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_identity.trail.tables import Trail

__all__ = ["KeptBack", "Partition", "drop_partition", "expired_partitions", "make_partitions", "partitions_of"]

_AHEAD = 3
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
_LOCK_NOT_AVAILABLE = "55P03"
_BOUND = re.compile(r"FROM \((?:'([^']+)'|MINVALUE)\) TO \('([^']+)'\)")
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
_PROOF = sa.text(
    "SELECT count(*) AS sealed, max(day) AS last FROM access_seal, unnest(ats) AS moment"
    " WHERE first_at < :until AND last_at >= :since AND moment >= :since AND moment < :until"
)
T = TypeVar("T")


class KeptBack(Exception):
    """A partition that may not be dropped yet; the message says why."""


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition: from its first moment until the first after it. Without them it takes whatever no other does."""

    name: str
    table: str
    since: datetime | None
    until: datetime | None


async def partitions_of(connection: AsyncConnection, table: str) -> list[Partition]:
    """The partitions of a table in order, that without bounds last."""
    query = sa.text(
        "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_inherits AS i"
        " JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(:table)"
    )
    found = []
    for name, bound in await connection.execute(query, {"table": table}):
        read = _BOUND.search(bound)
        since, until = (_moment(read[1]) if read[1] else _ALWAYS, _moment(read[2])) if read else (None, None)
        found.append(Partition(name, table, since, until))
    return sorted(found, key=lambda each: (each.until is None, each.until or _ALWAYS))


async def make_partitions(engine: AsyncEngine, trail: Trail, now: datetime) -> list[str]:
    """Makes the partitions of this month and the three that follow where there are none; returns their names.

    What came to lie in the partition without bounds, because a month had no other, becomes a partition with bounds.
    """
    made: list[str] = []
    for table in (trail.access.name, trail.seal.name):

        async def make(connection: AsyncConnection, table: str = table) -> list[str]:
            return await _make(connection, table, now)

        made += await _with_patience(engine, make)
    return made


async def _make(connection: AsyncConnection, table: str, now: datetime) -> list[str]:
    there = await partitions_of(connection, table)
    made = await _give_bounds(connection, table, there)
    if made:
        there = await partitions_of(connection, table)
    month = _month(now)
    for _ in range(_AHEAD + 1):
        following = _month(month + timedelta(days=31))
        if not any(each.since < following and each.until > month for each in there if each.since and each.until):
            made.append(await _add(connection, table, f"{table}_{month:%Y_%m}", month, following))
        month = following
    return made


async def _give_bounds(connection: AsyncConnection, table: str, there: list[Partition]) -> list[str]:
    """Turns the partition without bounds into one with them, when it has rows and no other lies among them."""
    rest = next(each for each in there if each.until is None)
    column = "at" if table == "access" else "day"
    edges = sa.text(f'SELECT min({column})::timestamptz, max({column})::timestamptz FROM "{rest.name}"')  # noqa: S608
    first, last = (await connection.execute(edges)).one()
    if first is None:
        return []
    since, until = _month(first), _month(_month(last) + timedelta(days=31))
    if any(each.since < until and each.until > since for each in there if each.since and each.until):
        return []
    name = f"{table}_{since:%Y_%m}_to_{last:%Y_%m}"
    await connection.execute(sa.text(f'ALTER TABLE {table} DETACH PARTITION "{rest.name}"'))
    await connection.execute(sa.text(f'ALTER TABLE "{rest.name}" RENAME TO "{name}"'))
    await _add(connection, table, name, since, until)
    await connection.execute(sa.text(f"SELECT trail_add_partition('{table}', '{rest.name}', 'DEFAULT')"))
    return [name]


async def _add(connection: AsyncConnection, table: str, name: str, since: datetime, until: datetime) -> str:
    form = "%Y-%m-%d 00:00:00+00" if table == "access" else "%Y-%m-%d"
    bound = f"FOR VALUES FROM ('{since.strftime(form)}') TO ('{until.strftime(form)}')"
    call = sa.text("SELECT trail_add_partition(:table, :name, :bound)")
    await connection.execute(call, {"table": table, "name": name, "bound": bound})
    return name


async def expired_partitions(connection: AsyncConnection, trail: Trail, before: datetime) -> list[Partition]:
    """The partitions that hold nothing of `before` or later: accesses first, and then their seals."""
    accesses = await partitions_of(connection, trail.access.name)
    seals = await partitions_of(connection, trail.seal.name)
    return [each for each in (*accesses, *seals) if each.until is not None and each.until <= before]


async def drop_partition(
    engine: AsyncEngine, trail: Trail, partition: Partition, *, proven: bool = True, anchored: bool = True
) -> int:
    """Drops a partition and returns how many rows it had.

    Raises KeptBack, with `proven`, for accesses that are not all sealed, for those sealed on a day without an anchor
    (when days are `anchored`), and for seals of accesses that are still there.
    """

    async def drop(connection: AsyncConnection) -> int:
        return await _drop(connection, trail, partition, proven, anchored)

    return await _with_patience(engine, drop)


async def _drop(connection: AsyncConnection, trail: Trail, partition: Partition, proven: bool, anchored: bool) -> int:
    # What is counted is what is dropped: who reads goes on, who would write there waits.
    await connection.execute(sa.text(f'LOCK TABLE "{partition.name}" IN SHARE MODE'))
    rows = await connection.scalar(sa.text(f'SELECT count(*) FROM "{partition.name}"')) or 0  # noqa: S608
    if rows and proven:
        why = await _unproven(connection, trail, partition, rows, anchored)
        if why:
            raise KeptBack(f"{partition.name}: {why}")
    await connection.execute(sa.text(f'DROP TABLE "{partition.name}"'))
    return rows


async def _unproven(
    connection: AsyncConnection, trail: Trail, partition: Partition, rows: int, anchored: bool
) -> str | None:
    seal, until = trail.seal, partition.until
    if partition.table == seal.name:
        later = sa.select(seal.c.day).where(seal.c.day < sa.cast(until, sa.Date), seal.c.last_at >= until).limit(1)
        return "it seals accesses that are still there" if await connection.scalar(later) else None
    values = {"since": max(partition.since or _ALWAYS, _LONG_AGO), "until": until}
    found = (await connection.execute(_PROOF, values)).one()
    if found.sealed < rows:
        return f"{rows - found.sealed} of its {rows} accesses are not sealed"
    last = await connection.scalar(sa.select(sa.func.max(trail.anchor.c.day)))
    if anchored and (last is None or last < found.last):
        return f"its accesses are sealed until {found.last}, and the last anchor is of {last or 'no day'}"
    return None


async def _with_patience(engine: AsyncEngine, act: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Does something in a transaction of its own; a lock that is not free at once is asked for again after a pause."""
    for pause in (*_PAUSES, None):
        try:
            async with engine.begin() as connection:
                # No call waits longer behind this.
                await connection.execute(sa.text("SET LOCAL lock_timeout = '2s'"))
                await connection.execute(sa.text("SET LOCAL statement_timeout = '300s'"))
                return await act(connection)
        except DBAPIError as error:
            if pause is None or getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            await asyncio.sleep(pause)
    raise AssertionError


def _month(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _moment(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
