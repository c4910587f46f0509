"""What tests of undoing share: a batch undone, and what is left of it everywhere."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import KnownPersons
from passeport_records.domain.batch import Batch
from passeport_records.domain.entry import Entry
from passeport_records.domain.report import LineReport
from passeport_records.storage import tables
from passeport_records.storage.unit_of_work import UnitsOfWork
from passeport_records.usecases.feed_ports import FeedTools
from passeport_records.usecases.read_report import read_report
from passeport_records.usecases.roll_back_batch import order_rollback, roll_back

__all__ = ["WHY", "YEAR", "everything", "grown_old", "lines_of", "passport", "take", "undone"]

WHY = "Mauvais fichier"
YEAR = timedelta(days=366)


async def grown_old(owner: AsyncEngine, *batches: Batch, by: timedelta = YEAR) -> None:
    """Lets batches have ended, and been undone, so long ago and a little more."""
    columns = tables.batch.c
    then = {name: columns[name] - by - timedelta(minutes=1) for name in ("finished_at", "rollback_ended_at")}
    old = sa.update(tables.batch).where(columns.id.in_([each.id for each in batches])).values(then)
    async with owner.begin() as connection:
        await connection.execute(old)


async def take(tools: FeedTools) -> Batch:
    async with tools.open_work() as work:
        batch = await work.rollbacks.take(tools.clock() + timedelta(seconds=30))
        await work.commit()
    assert batch is not None
    return batch


async def undone(tools: FeedTools, batch: Batch) -> Batch:
    """Orders it, and does it."""
    await order_rollback(tools, sender=batch.sender, batch_id=batch.id, reason=WHY)
    return await roll_back(tools, await take(tools), asyncio.Event())


async def lines_of(tools: FeedTools, batch: Batch) -> list[LineReport]:
    report = await read_report(tools.open_work, sender=batch.sender, batch_id=batch.id)
    return [line async for line in report.lines()]


async def everything(engine: AsyncEngine, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT set_config('app.feeds', 'on', true)"))
        return list(await connection.execute(sa.select(table)))


async def passport(open_work: UnitsOfWork, persons: KnownPersons) -> list[Entry]:
    async with open_work(persons.claire) as work:
        return list((await work.entries.page((), 100, None)).entries)
