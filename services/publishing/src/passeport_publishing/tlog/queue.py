"""The leaves of publications in line, in the order in which they came, and their proofs once they are vouched for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from prometheus_client import Counter, Gauge
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.clock import Clock
from passeport_chassis.db.rows import insert_rows
from passeport_logbook.sequencer import LogMeters, Sequencer
from passeport_logbook.signing import LogName
from passeport_logbook.tree import Head, read_tiles
from passeport_publishing.storage.tlog import begin_before_forgetting
from passeport_publishing.storage.tlog_tables import TLOG, tlog_leaf, tlog_place, tlog_proof
from passeport_tlog.proof_file import ProofFile
from passeport_tlog.proofs import ProofPlan, plan_inclusion
from passeport_tlog.tiles import Tile

__all__ = ["METERS", "MOST", "QUEUE", "sequencer"]

METERS = LogMeters(
    size=Gauge("publishing_tlog_size", "Publications that have their place in the log."),
    signed=Gauge("publishing_tlog_checkpoint_size", "Publications that the last signed checkpoint vouches for."),
    lag=Gauge("publishing_tlog_oldest_unsequenced_seconds", "Age of the first publication that waits for its place."),
    forked=Gauge("publishing_tlog_forked", "1 while the log contradicts what was signed of it; nothing is signed."),
    awaited=Gauge("publishing_tlog_awaited_size", "Leaves that others saw and a restored log has not; 0: it has all."),
    failures=Counter("publishing_tlog_failures_total", "Attempts to give publications their places that failed."),
)
MOST = 512
"""Leaves of a transaction: each gets a proof of its own."""

_WAITED = sa.text("SELECT extract(epoch FROM now() - queued_at) FROM tlog_queue ORDER BY number LIMIT 1")
_TAKE = sa.text(
    """
    WITH taken AS (
        DELETE FROM tlog_queue WHERE number IN (SELECT number FROM tlog_queue ORDER BY number LIMIT :most) RETURNING *
    ), placed AS MATERIALIZED (
        SELECT :first - 1 + row_number() OVER (ORDER BY number) AS index, person_id, publication_id, commitment
        FROM taken
    ), kept AS (
        INSERT INTO tlog_place (person_id, publication_id, index)
        SELECT person_id, publication_id, index FROM placed WHERE person_id IS NOT NULL
    ), shredded AS (
        INSERT INTO tlog_shredded (index) SELECT index FROM placed WHERE person_id IS NULL
    )
    SELECT array_agg(commitment ORDER BY index) FROM placed
    """
).bindparams(sa.bindparam("first", type_=sa.BigInteger), sa.bindparam("most", type_=sa.BigInteger))
# What was published after the backup that a database was restored from is gone: its leaves keep their places.
_PLACE = sa.text(
    """
    WITH published AS (
        SELECT * FROM unnest(:indexes, :commitments) AS given (index, commitment)
    ), found AS (
        DELETE FROM tlog_queue AS q USING published AS p WHERE q.commitment = p.commitment
        RETURNING p.index, q.person_id, q.publication_id
    ), kept AS (
        INSERT INTO tlog_place (person_id, publication_id, index)
        SELECT person_id, publication_id, index FROM found WHERE person_id IS NOT NULL RETURNING index
    ), nobodys AS (
        INSERT INTO tlog_shredded (index) SELECT index FROM published WHERE index NOT IN (SELECT index FROM kept)
    )
    SELECT count(*) FROM kept
    """
).bindparams(
    sa.bindparam("indexes", type_=ARRAY(sa.BigInteger)), sa.bindparam("commitments", type_=ARRAY(sa.LargeBinary))
)
_UNPROVEN = (
    sa.select(tlog_place.c.person_id, tlog_place.c.publication_id, tlog_place.c.index.label("place"), tlog_leaf.c.salt)
    .join_from(
        tlog_place,
        tlog_leaf,
        sa.and_(
            tlog_leaf.c.person_id == tlog_place.c.person_id,
            tlog_leaf.c.publication_id == tlog_place.c.publication_id,
        ),
    )
    .where(tlog_place.c.index >= sa.bindparam("first"), tlog_place.c.index < sa.bindparam("end"))
    .order_by(tlog_place.c.index)
    .limit(MOST)
)


class PublicationQueue:
    """Implements `passeport_logbook.queue.LeafQueue`."""

    async def begin(self, connection: AsyncConnection) -> None:
        """Begins a transaction that whoever forgets a person waits for."""
        await begin_before_forgetting(connection)

    async def waited(self, connection: AsyncConnection) -> float:
        """For how many seconds the first leaf in line has waited; 0 when there is none."""
        return float(await connection.scalar(_WAITED) or 0)

    async def take(self, connection: AsyncConnection, first: int, most: int) -> Sequence[bytes]:
        """Takes at most so many leaves out of line, notes their places from `first` on; their log entries."""
        return await connection.scalar(_TAKE, {"first": first, "most": most}) or ()

    async def place(self, connection: AsyncConnection, first: int, entries: Sequence[bytes]) -> int:
        """Takes those with these log entries out of line, and notes the places from `first` on; how many there were."""
        indexes = list(range(first, first + len(entries)))
        return int(await connection.scalar(_PLACE, {"indexes": indexes, "commitments": list(entries)}) or 0)

    async def vouched(self, connection: AsyncConnection, head: Head, first: int, note: str) -> None:
        """Keeps the proof of each publication that this checkpoint is the first to vouch for."""
        end = head.edge.size
        while rows := (await connection.execute(_UNPROVEN, {"first": first, "end": end})).all():
            plans = [plan_inclusion(row.place, end) for row in rows]
            tiles = await read_tiles(connection, TLOG, frozenset[Tile]().union(*(one.tiles for one in plans)), head)
            hashes = await asyncio.to_thread(_fill, plans, tiles)
            # The salt travels in the file: with it and the sealed PDF nothing else is needed.
            proofs = [
                ProofFile(row.place, tuple(some), note, extra=row.salt).write()
                for row, some in zip(rows, hashes, strict=True)
            ]
            kept = [
                {"person_id": row.person_id, "publication_id": row.publication_id, "proof": proof}
                for row, proof in zip(rows, proofs, strict=True)
            ]
            await insert_rows(connection, tlog_proof, kept)
            first = rows[-1].place + 1


def _fill(plans: Sequence[ProofPlan], tiles: Mapping[Tile, bytes]) -> list[list[bytes]]:
    return [plan.fill(tiles) for plan in plans]


QUEUE = PublicationQueue()


def sequencer(engine: AsyncEngine, name: LogName, clock: Clock, interval: timedelta) -> Sequencer:
    """The sequencer of the log; `interval` is the time from one checkpoint to the next while it grows."""
    return Sequencer(engine, TLOG, QUEUE, name, METERS, clock, interval, most=MOST)
