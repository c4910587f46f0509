"""The sequencer: gives committed leaves their places in the log, and signs checkpoints.

The order is that in which files were received, and within a file that of its items; so the same files lead to the same
tree. A file that is not at its end lets later ones wait. It works after the fact: places that were given in the
transaction of a version would have all files wait for one another.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from datetime import timedelta

import sqlalchemy as sa
import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.clock import Clock
from passeport_records.ledger.signing import LogName
from passeport_records.storage.ledger_tiles import Head, read_head, read_tiles, write_grown
from passeport_records.storage.persons import begin_for_all
from passeport_records.storage.tables import ledger_checkpoint, ledger_witness
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.notes import open_note
from passeport_tlog.proofs import plan_consistency, verify_consistency

__all__ = ["MOST", "Forked", "Sequencer", "append_in_order", "begin_alone"]

_log = structlog.get_logger(__name__)
_size = Gauge("records_ledger_size", "Leaves that have their place in the ledger.")
_lag = Gauge("records_ledger_oldest_unsequenced_seconds", "Age of the first leaf that waits for its place.")
_signed = Gauge("records_ledger_checkpoint_size", "Leaves that the last signed checkpoint vouches for.")
_forked = Gauge("records_ledger_forked", "1 while the ledger contradicts what was signed of it, and nothing is signed.")
_awaited = Gauge("records_ledger_awaited_size", "Leaves that others saw and a restored ledger has not; 0: it has all.")
_failures = Counter("records_ledger_failures_total", "Attempts to give leaves their places that failed.")

_LOCK = 0x6C65_6467  # "ledg": any number, the same for every sequencer of a database
MOST = 8192
"""Leaves of a transaction."""
_POLL = 0.5
_MAX_BACKOFF = 30.0

# As for feeds. The queue fills and empties: a plan that was made while it was empty would read it through.
# Who forgets a person waits for whoever holds this, and shreds what it left; see `storage.persons`.
_WITH_OTHERS = sa.text("SELECT pg_advisory_xact_lock_shared(x'65787069'::bigint)")
_WAITED = sa.text(
    "SELECT extract(epoch FROM now() - queued_at) FROM ledger_queue ORDER BY treatment_number, position, number LIMIT 1"
)
# One statement sees one moment: a leaf whose file is over at it, or the first that is not, has none to come before it.
_TAKE = sa.text(
    """
    WITH first AS MATERIALIZED (
        SELECT coalesce(min(treatment_number), 9223372036854775807) AS number
        FROM batch WHERE state IN ('received', 'running')
    ), wanted AS MATERIALIZED (
        SELECT q.treatment_number, q.position, q.number FROM ledger_queue AS q
        WHERE q.treatment_number <= (SELECT number FROM first)
        ORDER BY q.treatment_number, q.position, q.number LIMIT :most
    ), taken AS (
        DELETE FROM ledger_queue AS q USING wanted AS w
        WHERE q.treatment_number = w.treatment_number AND q.position = w.position AND q.number = w.number
        RETURNING q.*
    ), placed AS MATERIALIZED (
        SELECT :size - 1 + row_number() OVER (ORDER BY t.treatment_number, t.position, t.number) AS index,
            t.person_id, t.entry_id, t.revision, t.commitment,
            t.person_id IS NULL OR EXISTS (SELECT FROM expired_person AS e WHERE e.person_id = t.person_id) AS shredded
        FROM taken AS t
    ), kept AS (
        INSERT INTO ledger_place (person_id, entry_id, revision, index)
        SELECT person_id, entry_id, revision, index FROM placed WHERE NOT shredded
    ), shredded AS (
        INSERT INTO ledger_shredded (index) SELECT index FROM placed WHERE shredded
    )
    SELECT array_agg(commitment ORDER BY index) FROM placed
    """
).bindparams(sa.bindparam("size", type_=sa.BigInteger), sa.bindparam("most", type_=sa.BigInteger))


async def begin_alone(connection: AsyncConnection) -> None:
    """Makes a transaction the only one that gives places, until its end; waits for the sequencer that works."""
    await begin_for_all(connection, planned_anew=True)
    await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    await connection.execute(_WITH_OTHERS)


async def append_in_order(connection: AsyncConnection, head: Head, most: int) -> Head:
    """Gives at most so many leaves their places, in the order of files and items."""
    commitments = await connection.scalar(_TAKE, {"size": head.edge.size, "most": most})
    return await write_grown(connection, head, commitments) if commitments else head


class Forked(Exception):
    """What is in the database contradicts what was signed of it, or what others say was signed. Nothing is signed."""


class Sequencer:
    """Gives places and signs. Several may run: one works at a time.

    Each step is one transaction: leaves leave the queue and have their places in the tree, or neither.
    """

    def __init__(self, engine: AsyncEngine, name: LogName, clock: Clock, interval: timedelta) -> None:
        """`interval`: the time from one checkpoint to the next while the log grows."""
        self._engine = engine
        self._name = name
        self._clock = clock
        self._interval = interval

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop` is set. Failures of the database are waited out, and so is a fork."""
        pause = _POLL
        while not stop.is_set():
            try:
                count = await self.sequence_once()
                pause = _POLL
            except Forked as error:
                _forked.set(1)
                count, pause = 0, _MAX_BACKOFF
                _log.error("the ledger contradicts what was signed of it: nothing is signed", why=str(error))
            except Exception as error:  # noqa: BLE001 - what waits goes on waiting
                _failures.inc()
                count, pause = 0, min(pause * 2, _MAX_BACKOFF)
                _log.warning("leaves got no place, will try again", seconds=pause, exc_info=error)
            else:
                _forked.set(0)
            if count < MOST:
                # Jitter keeps the sequencers of several replicas from looking all at once.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause * random.uniform(0.8, 1.2)):  # noqa: S311
                        await stop.wait()

    async def sequence_once(self) -> int:
        """Gives some leaves their places, signs if it is time to, and returns how many. Raises Forked."""
        async with self._engine.begin() as connection:
            await begin_for_all(connection, planned_anew=True)
            _lag.set(float(await connection.scalar(_WAITED) or 0))
            if not await connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))):
                return 0
            before = await read_head(connection)
            _size.set(before.edge.size)
            if await self._awaits_what_others_saw(connection, before):
                return 0
            head = await self._append(connection, before)
            _size.set(head.edge.size)
            await self._sign(connection, head)
        return head.edge.size - before.edge.size

    async def _append(self, connection: AsyncConnection, head: Head) -> Head:
        await connection.execute(_WITH_OTHERS)
        return await append_in_order(connection, head, MOST)

    async def _awaits_what_others_saw(self, connection: AsyncConnection, head: Head) -> bool:
        """Whether others saw more of this log than there is, so that `adopt-log` has to give the next places.

        Raises Forked when there is as much, and it is something else.
        """
        columns = ledger_witness.c
        query = sa.select(columns.size, columns.root).order_by(columns.size.desc()).limit(1)
        seen = (await connection.execute(query)).one_or_none()
        if seen is not None and seen.size == head.edge.size and seen.root != head.edge.root:
            raise Forked(f"at {seen.size} leaves the root is not the one that others saw signed")
        _awaited.set(seen.size if seen is not None and seen.size > head.edge.size else 0)
        return seen is not None and bool(seen.size > head.edge.size)

    async def _sign(self, connection: AsyncConnection, head: Head) -> None:
        columns, now = ledger_checkpoint.c, self._clock()
        query = sa.select(columns.size, columns.root, columns.note, columns.signed_at)
        query = query.order_by(columns.size.desc(), columns.signed_at.desc()).limit(1)
        last = (await connection.execute(query)).first()
        if last is not None:
            _signed.set(last.size)
            if last.size == head.edge.size and last.root == head.edge.root and self._is_signed_by_all(last.note):
                return
            if last.size < head.edge.size and now - last.signed_at < self._interval:
                return
            await self._check_consistency(connection, Checkpoint(self._name.origin, last.size, last.root), head)
        root = head.edge.root
        note = Checkpoint(self._name.origin, head.edge.size, root).sign(self._name.signers)
        row = {"size": head.edge.size, "signed_at": now, "root": root, "note": note}
        await connection.execute(sa.insert(ledger_checkpoint).values(row))
        _signed.set(head.edge.size)

    def _is_signed_by_all(self, note: str) -> bool:
        with contextlib.suppress(ValueError):
            return set(open_note(note, self._name.keys)[1]) == set(self._name.keys)
        return False

    async def _check_consistency(self, connection: AsyncConnection, last: Checkpoint, head: Head) -> None:
        size, root = head.edge.size, head.edge.root
        try:
            plan = plan_consistency(last.size, size)
            proof = plan.fill(await read_tiles(connection, plan.tiles, head))
        except ValueError as error:
            raise Forked(str(error)) from None
        if not verify_consistency(last.size, last.root, size, root, proof):
            raise Forked(f"the tree of {size} leaves does not continue the signed one of {last.size}")
