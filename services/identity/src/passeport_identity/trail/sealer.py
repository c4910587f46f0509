"""The sealer: puts committed accesses into the chain of the day, and signs an anchor for each day that is over.

It works after the fact, since a chain that is made in the transaction of the access would have all of them wait for one
another. The day is that on which it seals, in UTC: so it closes when the sealer goes on to the next one, and no slow
transaction can come too late for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.clock import Clock
from passeport_chassis.settings import SettingsError
from passeport_identity.trail.anchors import Anchor, AnchorSigner, digest_of
from passeport_identity.trail.encoding import NOTHING, chain_start, leaf_sql, link
from passeport_identity.trail.tables import Trail

__all__ = ["Sealer"]

_log = structlog.get_logger(__name__)
_sealed = Counter("trail_sealed_total", "Accesses sealed.")
_failures = Counter("trail_sealing_failures_total", "Attempts to seal that failed.")
_lost = Counter("trail_lost_before_sealing_total", "Accesses that were gone when their turn to be sealed came.")
_lag = Gauge("trail_oldest_unsealed_seconds", "Age of the oldest access not yet sealed.")
_anchored = Gauge("trail_last_anchor_timestamp_seconds", "Start of the last day that has an anchor; 0: none has.")

_LOCK = 0x7472_6169  # "trai": any number, the same for every sealer of a database
# More would keep calls of the same process waiting while they are hashed.
_MOST = 2000
_MOST_DAYS = 400
_POLL = 1.0
_MAX_BACKOFF = 30.0
_DAY = timedelta(days=1)

_START = "(0,0)"
# From the page where the last step ended: whatever was sealed lies before it until a vacuum, and is not read over and
# over. What a vacuum made room for there waits for the next pass from the start.
_WAITING = "FROM access_unsealed WHERE ctid >= CAST(CAST(:front AS text) AS tid)"
# What has waited longest stands first, more or less: exactly so costs a sort of all that waits.
_OLDEST = sa.text(f"SELECT min(queued_at) FROM (SELECT queued_at {_WAITING} LIMIT 1000) AS first")  # noqa: S608
_TAKE = sa.text(
    f"""
    WITH taken AS (
        DELETE FROM access_unsealed WHERE ctid = ANY (ARRAY(SELECT ctid {_WAITING} LIMIT :most))
        RETURNING person_id, at, id, ctid AS place
    ), hashed AS MATERIALIZED (
        SELECT taken.*, CASE WHEN a.id IS NOT NULL THEN {leaf_sql("a")} END AS leaf
        FROM taken LEFT JOIN access AS a USING (person_id, at, id)
    )
    SELECT count(*) AS count, count(*) FILTER (WHERE leaf IS NULL) AS lost, min(at) AS first_at, max(at) AS last_at,
        array_agg(person_id ORDER BY at, id, person_id) AS person_ids, array_agg(at ORDER BY at, id, person_id) AS ats,
        array_agg(id ORDER BY at, id, person_id) AS ids,
        array_agg(coalesce(leaf, '\\x{NOTHING.hex()}'::bytea) ORDER BY at, id, person_id) AS leaves,
        CAST(max(place) AS text) AS front
    FROM hashed
    """  # noqa: S608 - nothing in it comes from outside
)
_HEADS = sa.text(
    "SELECT DISTINCT ON (day) day, first + count - 1 AS count, head FROM access_seal WHERE day BETWEEN :first AND :last"
    " ORDER BY day, first DESC"
).bindparams(sa.bindparam("first", type_=sa.Date), sa.bindparam("last", type_=sa.Date))


class Sealer:
    """Seals what waits. Several may run: one works at a time.

    Each step is one transaction: what waited is taken away and sealed, or neither.
    """

    def __init__(self, engine: AsyncEngine, trail: Trail, signer: AnchorSigner | None, clock: Clock) -> None:
        self._engine = engine
        self._trail = trail
        self._signer = signer
        self._clock = clock
        self._front = _START

    async def run(self, stop: asyncio.Event) -> None:
        """Seals until `stop` is set. Failures of the database are waited out.

        Raises SettingsError when there is no key and anchors were signed before: who loses the key would else go on for
        weeks with days that nothing proves.
        """
        pause, may_begin = _POLL, self._signer is not None
        while not stop.is_set():
            try:
                if not may_begin:
                    await self._check_never_signed()
                    may_begin = True
                sealed = await self.seal_once()
                pause = _POLL
            except SettingsError:
                raise
            except Exception as error:  # noqa: BLE001 - what waits goes on waiting
                _failures.inc()
                self._front = _START
                sealed, pause = 0, min(pause * 2, _MAX_BACKOFF)
                _log.warning("sealing failed, will try again", seconds=pause, exc_info=error)
            if sealed < _MOST:
                # Jitter keeps the sealers of several replicas from looking all at once.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause * random.uniform(0.8, 1.2)):  # noqa: S311
                        await stop.wait()

    async def _check_never_signed(self) -> None:
        async with self._engine.connect() as connection:
            kid = await connection.scalar(
                sa.select(self._trail.key.c.kid).order_by(self._trail.key.c.added_at.desc()).limit(1)
            )
        if kid is not None:
            raise SettingsError(
                f"PASSEPORT_AUDIT_KEY_FILE: is not set, and the key {kid} has signed anchors: set its file, or "
                "that of a new key"
            )
        _log.warning("there is no audit key: accesses are sealed, and no anchor is signed")

    async def seal_once(self) -> int:
        """Signs what anchors are due, seals some accesses, and returns how many."""
        async with self._engine.begin() as connection:
            works = await connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK)))
            if not works:
                # While another one works it is not known what it left before a front of ours.
                self._front = _START
            oldest = await connection.scalar(_OLDEST, {"front": self._front})
            _lag.set(max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0)
            if not works:
                return 0
            today = self._clock().astimezone(UTC).date()
            anchored = await self._anchor(connection, today)
            _anchored.set(datetime.combine(anchored, time(), UTC).timestamp() if anchored else 0)
            count = await self._seal(connection, max(today, anchored + _DAY if anchored else today))
        _sealed.inc(count)
        return count

    async def _seal(self, connection: AsyncConnection, today: date) -> int:
        taken = await self._take(connection)
        count, lost = taken["count"], taken.pop("lost")
        if count == 0:
            return 0
        seal = self._trail.seal
        newest = sa.select(seal.c.day, seal.c.first, seal.c.count, seal.c.head)
        newest = newest.order_by(seal.c.day.desc(), seal.c.first.desc()).limit(1)
        last = (await connection.execute(newest)).one_or_none()
        # Clocks differ: a day that has been left is not gone back to.
        day = max(today, last.day) if last is not None else today
        first, head = 1, chain_start(self._trail.service, day)
        if last is not None and last.day == day:
            first, head = last.first + last.count, last.head
        sealed = {"day": day, "first": first, "head": link(head, taken["leaves"])}
        await connection.execute(sa.insert(seal).values(taken | sealed))
        if lost:
            _lost.inc(lost)
            _log.error("accesses were gone when their turn to be sealed came", count=lost, day=day.isoformat())
        return int(count)

    async def _take(self, connection: AsyncConnection) -> dict[str, Any]:
        """What waits, `_MOST` at most; none only when none waits."""
        while True:
            step = {"front": self._front, "most": _MOST}
            taken: dict[str, Any] = dict((await connection.execute(_TAKE, step)).mappings().one())
            from_start, last = self._front == _START, taken.pop("front")
            self._front = f"({last[1:].split(',')[0]},0)" if taken["count"] == _MOST else _START
            if taken["count"] or from_start:
                return taken

    async def _anchor(self, connection: AsyncConnection, today: date) -> date | None:
        """Signs the anchors of the days before today that have none; returns the last day that has one."""
        seal, anchor = self._trail.seal, self._trail.anchor
        newest = sa.select(anchor.c.day, anchor.c.signed).order_by(anchor.c.day.desc()).limit(1)
        last = (await connection.execute(newest)).one_or_none()
        first: date | None
        if last is not None:
            first = last.day + _DAY
        else:
            first = await connection.scalar(sa.select(seal.c.day).order_by(seal.c.day, seal.c.first).limit(1))
        if self._signer is None or first is None or first >= today:
            return None if last is None or first is None else first - _DAY
        days = [first + n * _DAY for n in range(min((today - first).days, _MOST_DAYS))]
        found = await connection.execute(_HEADS, {"first": days[0], "last": days[-1]})
        heads: dict[date, tuple[int, bytes]] = {day: (count, head) for day, count, head in found}
        previous = digest_of(last.signed) if last is not None else None
        signed = []
        for day in days:
            count, head = heads.get(day) or (0, chain_start(self._trail.service, day))
            signed.append(self._signer.sign(Anchor(self._trail.service, day, count, head, previous)))
            previous = digest_of(signed[-1])
        key = postgresql.insert(self._trail.key).values(kid=self._signer.kid, jwk=self._signer.jwk)
        await connection.execute(key.on_conflict_do_nothing())
        rows = [{"day": day, "signed": text} for day, text in zip(days, signed, strict=True)]
        await connection.execute(sa.insert(anchor), rows)
        return days[-1]
