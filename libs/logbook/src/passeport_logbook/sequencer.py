"""The sequencer: gives committed leaves their places in a log, and signs checkpoints.

It works after the fact: places that were given in the transaction of a leaf would have all who write one wait for one
another.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.clock import Clock
from passeport_logbook.queue import LeafQueue
from passeport_logbook.signing import LogName
from passeport_logbook.tables import LogTables
from passeport_logbook.tree import Head, read_head, read_tiles, write_grown
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.notes import open_note
from passeport_tlog.proofs import plan_consistency, verify_consistency

__all__ = ["MOST", "Forked", "LogMeters", "Sequencer", "append_in_order", "begin_alone"]

_log = structlog.get_logger(__name__)
# "ledg": any number, the same for every sequencer of a database, and for those of former versions.
_LOCK = 0x6C65_6467
MOST = 8192
"""Leaves of a transaction."""
_POLL = 0.5
_MAX_BACKOFF = 30.0


@dataclass(frozen=True, slots=True)
class LogMeters:
    """What is measured of a log: leaves placed, those of the last checkpoint, the age of the first in line, 1 while it
    is forked, leaves that others saw and it has not, transactions that failed.
    """

    size: Gauge
    signed: Gauge
    lag: Gauge
    forked: Gauge
    awaited: Gauge
    failures: Counter


class Forked(Exception):
    """What is in the database contradicts what was signed of it, or what others say was signed. Nothing is signed."""


async def begin_alone(connection: AsyncConnection, queue: LeafQueue) -> None:
    """Makes a transaction the only one that gives places, until its end; waits for the sequencer that works."""
    await queue.begin(connection)
    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


async def append_in_order(connection: AsyncConnection, log: LogTables, queue: LeafQueue, head: Head, most: int) -> Head:
    """Gives at most so many leaves their places, in the order of the line; `head` itself when none waits."""
    commitments = await queue.take(connection, head.edge.size, most)
    return await write_grown(connection, log, head, commitments) if commitments else head


class Sequencer:
    """Gives places and signs. Several may run: one works at a time.

    Each step is one transaction: leaves leave the line and have their places in the tree, or neither.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        log: LogTables,
        queue: LeafQueue,
        name: LogName,
        meters: LogMeters,
        clock: Clock,
        interval: timedelta,
        most: int | None = None,
    ) -> None:
        """`interval`: the time from one checkpoint to the next while the log grows; `most`: leaves of a transaction."""
        self._engine = engine
        self._tables = log
        self._queue = queue
        self._name = name
        self._meters = meters
        self._clock = clock
        self._interval = interval
        self._most = most or MOST

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set. Failures of the database are waited out, and so is a fork."""
        pause = _POLL
        while not stop.is_set():
            try:
                count = await self.sequence_once()
                pause = _POLL
            except Forked as error:
                self._meters.forked.set(1)
                count, pause = 0, _MAX_BACKOFF
                _log.error("the log contradicts what was signed of it: nothing is signed", why=str(error))
            except Exception as error:  # noqa: BLE001 - what waits goes on waiting
                self._meters.failures.inc()
                count, pause = 0, min(pause * 2, _MAX_BACKOFF)
                _log.warning("leaves got no place, will try again", seconds=pause, exc_info=error)
            else:
                self._meters.forked.set(0)
            if count < self._most:
                # Jitter keeps the sequencers of several replicas from looking all at once.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause * random.uniform(0.8, 1.2)):  # noqa: S311
                        await stop.wait()

    async def sequence_once(self) -> int:
        """Gives some leaves their places, signs if it is time to, and returns how many. Raises Forked."""
        async with self._engine.begin() as connection:
            await self._queue.begin(connection)
            self._meters.lag.set(await self._queue.waited(connection))
            if not await connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))):
                return 0
            before = await read_head(connection, self._tables)
            self._meters.size.set(before.edge.size)
            if await self._awaits_what_others_saw(connection, before):
                return 0
            head = await self._append(connection, before)
            self._meters.size.set(head.edge.size)
            await self._sign(connection, head)
        return head.edge.size - before.edge.size

    async def _append(self, connection: AsyncConnection, head: Head) -> Head:
        return await append_in_order(connection, self._tables, self._queue, head, self._most)

    async def _awaits_what_others_saw(self, connection: AsyncConnection, head: Head) -> bool:
        """Whether others saw more of this log than there is, so that `adopt-log` has to give the next places.

        Raises Forked when there is as much, and it is something else.
        """
        columns = self._tables.witness.c
        query = sa.select(columns.size, columns.root).order_by(columns.size.desc()).limit(1)
        seen = (await connection.execute(query)).one_or_none()
        if seen is not None and seen.size == head.edge.size and seen.root != head.edge.root:
            raise Forked(f"at {seen.size} leaves the root is not the one that others saw signed")
        self._meters.awaited.set(seen.size if seen is not None and seen.size > head.edge.size else 0)
        return seen is not None and bool(seen.size > head.edge.size)

    async def _sign(self, connection: AsyncConnection, head: Head) -> None:
        columns, now = self._tables.checkpoint.c, self._clock()
        query = sa.select(columns.size, columns.root, columns.note, columns.signed_at)
        query = query.order_by(columns.size.desc(), columns.signed_at.desc()).limit(1)
        last = (await connection.execute(query)).first()
        if last is not None:
            self._meters.signed.set(last.size)
            if last.size == head.edge.size and last.root == head.edge.root and self._is_signed_by_all(last.note):
                return
            if last.size < head.edge.size and now - last.signed_at < self._interval:
                return
            await self._check_consistency(connection, Checkpoint(self._name.origin, last.size, last.root), head)
        root = head.edge.root
        note = Checkpoint(self._name.origin, head.edge.size, root).sign(self._name.signers)
        row = {"size": head.edge.size, "signed_at": now, "root": root, "note": note}
        await connection.execute(sa.insert(self._tables.checkpoint).values(row))
        await self._queue.vouched(connection, head, last.size if last else 0, note)
        self._meters.signed.set(head.edge.size)

    def _is_signed_by_all(self, note: str) -> bool:
        with contextlib.suppress(ValueError):
            return set(open_note(note, self._name.keys)[1]) == set(self._name.keys)
        return False

    async def _check_consistency(self, connection: AsyncConnection, last: Checkpoint, head: Head) -> None:
        size, root = head.edge.size, head.edge.root
        try:
            plan = plan_consistency(last.size, size)
            proof = plan.fill(await read_tiles(connection, self._tables, plan.tiles, head))
        except ValueError as error:
            raise Forked(str(error)) from None
        if not verify_consistency(last.size, last.root, size, root, proof):
            raise Forked(f"the tree of {size} leaves does not continue the signed one of {last.size}")
