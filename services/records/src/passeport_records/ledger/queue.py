"""The leaves of the ledger in line: versions in the order in which files were received, and within a file of its items.

So the same files lead to the same tree. A file that is not at its end lets later ones wait, unless it is of a feed that
this version does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from prometheus_client import Counter, Gauge
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.clock import Clock
from passeport_logbook.sequencer import LogMeters, Sequencer
from passeport_logbook.signing import LogName
from passeport_logbook.tree import Head
from passeport_records.domain.batch import Feed
from passeport_records.storage.persons import begin_for_all
from passeport_records.storage.tables import LEDGER

__all__ = ["METERS", "QUEUE", "sequencer"]

METERS = LogMeters(
    size=Gauge("records_ledger_size", "Leaves that have their place in the ledger."),
    signed=Gauge("records_ledger_checkpoint_size", "Leaves that the last signed checkpoint vouches for."),
    lag=Gauge("records_ledger_oldest_unsequenced_seconds", "Age of the first leaf that waits for its place."),
    forked=Gauge("records_ledger_forked", "1 while the ledger contradicts what was signed of it; nothing is signed."),
    awaited=Gauge("records_ledger_awaited_size", "Leaves that others saw and a restored ledger has not; 0: all."),
    failures=Counter("records_ledger_failures_total", "Attempts to give leaves their places that failed."),
)

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
        -- Of feeds that this version works on: what a later one left does not come to its end while this one runs.
        FROM batch WHERE state IN ('received', 'running') AND feed = ANY (:feeds)
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
).bindparams(
    sa.bindparam("size", type_=sa.BigInteger),
    sa.bindparam("most", type_=sa.BigInteger),
    sa.bindparam("feeds", [feed.value for feed in Feed], ARRAY(sa.Text)),
)
# Files that were fed again put the same leaves in line. One that is in none any more keeps its place (its person was
# forgotten, or files that speak of one entry came in another order).
_PLACE = sa.text(
    """
    WITH published AS (
        SELECT * FROM unnest(:indexes, :commitments) AS given (index, commitment)
    ), found AS (
        DELETE FROM ledger_queue AS q USING published AS p WHERE q.commitment = p.commitment
        RETURNING p.index, q.person_id, q.entry_id, q.revision, q.person_id IS NULL
            OR EXISTS (SELECT FROM expired_person AS e WHERE e.person_id = q.person_id) AS shredded
    ), kept AS (
        INSERT INTO ledger_place (person_id, entry_id, revision, index)
        SELECT person_id, entry_id, revision, index FROM found WHERE NOT shredded RETURNING index
    ), nobodys AS (
        INSERT INTO ledger_shredded (index) SELECT index FROM published WHERE index NOT IN (SELECT index FROM kept)
    )
    SELECT count(*) FROM kept
    """
).bindparams(
    sa.bindparam("indexes", type_=ARRAY(sa.BigInteger)), sa.bindparam("commitments", type_=ARRAY(sa.LargeBinary))
)


class LedgerQueue:
    """Implements `passeport_logbook.queue.LeafQueue`."""

    async def begin(self, connection: AsyncConnection) -> None:
        """Begins a transaction that sees the leaves of every person."""
        await begin_for_all(connection, planned_anew=True)

    async def waited(self, connection: AsyncConnection) -> float:
        """For how many seconds the first leaf in line has waited; 0 when there is none."""
        return float(await connection.scalar(_WAITED) or 0)

    async def take(self, connection: AsyncConnection, first: int, most: int) -> Sequence[bytes]:
        """Takes at most so many leaves out of line, in the order of files and items; their log entries."""
        await connection.execute(_WITH_OTHERS)
        return await connection.scalar(_TAKE, {"size": first, "most": most}) or ()

    async def place(self, connection: AsyncConnection, first: int, entries: Sequence[bytes]) -> int:
        """Takes those with these log entries out of line, and notes the places from `first` on; how many there were."""
        await connection.execute(_WITH_OTHERS)
        indexes = list(range(first, first + len(entries)))
        return int(await connection.scalar(_PLACE, {"indexes": indexes, "commitments": list(entries)}) or 0)

    async def vouched(self, connection: AsyncConnection, head: Head, first: int, note: str) -> None:
        """Nothing is to be done: a proof is made when its holder asks for it."""


QUEUE = LedgerQueue()


def sequencer(engine: AsyncEngine, name: LogName, clock: Clock, interval: timedelta) -> Sequencer:
    """The sequencer of the ledger; `interval` is the time from one checkpoint to the next while it grows."""
    return Sequencer(engine, LEDGER, QUEUE, name, METERS, clock, interval)
