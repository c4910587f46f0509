"""A worker on batches in a process of its own, which is killed at a crossing: before or after some statement.

A module of its own: the process that works imports it, and nothing of pytest.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from feed_support import SEAL
from ledger_support import feeds_of
from passeport_chassis.clock import system_clock
from passeport_chassis.db import create_engine
from passeport_records.domain.batch import Batch
from passeport_records.domain.holder import CivilIdentity, HolderIdentity, NirIdentity
from passeport_records.domain.resolution import Resolution, Unresolved
from passeport_records.usecases import process_batch as processing
from passeport_records.usecases import retry_waiting as retrying
from passeport_records.usecases import roll_back_batch as undoing
from passeport_records.usecases.feed_ports import FeedTools

__all__ = ["Register", "Task", "tools_on", "work"]

SEVERAL = 40


class Register:
    """Identity: every civil identity and NIR is somebody, but for those named «Inconnu…» while `all_known` is false."""

    def __init__(self, *, all_known: bool) -> None:
        self._all_known = all_known

    async def resolve(self, batch: Batch, holders: Sequence[HolderIdentity]) -> Sequence[Resolution]:
        return [self._resolve(holder) for holder in holders]

    async def declare(self, batch: Batch, changed: Sequence[NirIdentity]) -> None:
        return None

    def _resolve(self, holder: HolderIdentity) -> Resolution:
        if not isinstance(holder, CivilIdentity | NirIdentity) or (
            not self._all_known and holder.birth_name.upper().startswith("INCONNU")
        ):
            return Resolution(why=Unresolved.NO_MATCH, step=1)
        return Resolution(person_of(holder.birth_name), step=1)


def person_of(name: str) -> UUID:
    """The same in every run."""
    return uuid5(NAMESPACE_OID, name)


@dataclass(frozen=True)
class Task:
    """What is to be done, and at which crossing the process dies; never without one."""

    what: str
    all_known: bool = True
    dies_at: int | None = None


def tools_on(engine: AsyncEngine, *, all_known: bool) -> FeedTools:
    """Who is killed time and again would be given up after some attempts."""
    units = feeds_of(engine)
    return FeedTools(units, SEAL, Register(all_known=all_known), system_clock, attempts=100_000)


def work(url: str, task: Task) -> None:
    """Does it to its end, or dies."""
    asyncio.run(_work(url, task))


async def _work(url: str, task: Task) -> None:
    # Small chunks and leases that are over at once: who comes next goes on without waiting.
    processing._CHUNK = retrying._AT_ONCE = SEVERAL
    # Its transactions have more statements: in larger parts fewer lives are spent in vain.
    undoing._AT_ONCE = 3 * SEVERAL
    processing.LEASE = retrying._LEASE = undoing._LEASE = timedelta(seconds=-1)
    engine = create_engine(url, pool_size=3)
    if task.dies_at is not None:
        _die_at(engine, task.dies_at)
    tools = tools_on(engine, all_known=task.all_known)
    while await _once(tools, task.what):
        pass
    await engine.dispose()


async def _once(tools: FeedTools, what: str) -> bool:
    if what == "retry":
        return await retrying.retry_waiting(tools)
    async with tools.open_work() as opened:
        batches = opened.batches if what == "process" else opened.rollbacks
        batch = await batches.take(tools.clock() + timedelta(seconds=-1))
        await opened.commit()
    if batch is None:
        return False
    if what == "process":
        await processing.process_batch(tools, batch, asyncio.Event())
    else:
        await undoing.roll_back(tools, batch, asyncio.Event())
    return True


def _die_at(engine: AsyncEngine, crossing: int) -> None:
    left = crossing

    def cross(*_arguments: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(engine.sync_engine, moment, cross)
