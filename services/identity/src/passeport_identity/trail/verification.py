"""Verifying the trail: every access against its seal, every seal against its chain, every chain against its anchor.

It reads one snapshot, a few thousand accesses at a time, and computes every hash itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_identity.trail.anchors import Anchor, AnchorKeys, digest_of
from passeport_identity.trail.encoding import NOTHING, TEXTS, chain_start, leaf, link
from passeport_identity.trail.faults import Fault, Report
from passeport_identity.trail.partitions import Partition, partitions_of
from passeport_identity.trail.tables import Trail

__all__ = ["Verification"]

_BATCH = 5000
_DAY = timedelta(days=1)
_KEPT = timedelta(days=366)
# Midnight has to be noticed, and what was committed to be sealed.
_GRACE = timedelta(hours=1)

_JOINS = (
    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)",
    "SELECT set_config('enable_hashjoin', 'on', true), set_config('enable_nestloop', 'off', true)",
)
_SEALS = sa.text(
    "SELECT day, first, count, head, cardinality(leaves) AS leaves FROM access_seal"
    " WHERE day <= :last AND (day > :day OR day = :day AND first > :first) ORDER BY day, first LIMIT 1000"
)
_SEALED = sa.text(
    f"""
    SELECT s.day, s.first, k.place, k.person_id, k.at, k.id, k.leaf, {", ".join(f"a.{name}" for name in TEXTS)}
    FROM access_seal AS s
    CROSS JOIN LATERAL unnest(s.person_ids, s.ats, s.ids, s.leaves) WITH ORDINALITY
        AS k (person_id, at, id, leaf, place)
    LEFT JOIN access AS a ON a.person_id = k.person_id AND a.at = k.at AND a.id = k.id
    WHERE s.day BETWEEN :day AND :last AND (s.day, s.first) BETWEEN (:day, :first) AND (:last, :last_first)
    ORDER BY s.day, s.first, k.place
    """  # noqa: S608 - nothing in it comes from outside
)
_UNKNOWN = sa.text(
    """
    SELECT a.at, a.id FROM access AS a WHERE a.at >= :since AND a.at < :until
    AND NOT EXISTS (
        SELECT 1 FROM access_seal AS s, unnest(s.person_ids, s.ats, s.ids) AS k (person_id, at, id)
        WHERE k.person_id = a.person_id AND k.at = a.at AND k.id = a.id AND s.last_at >= :since AND s.first_at < :until
    ) AND NOT EXISTS (
        SELECT 1 FROM access_unsealed AS u WHERE u.person_id = a.person_id AND u.at = a.at AND u.id = a.id
    )
    """
)
_GONE = sa.text(
    "SELECT at, id FROM access_unsealed AS u WHERE NOT EXISTS ("
    "SELECT 1 FROM access AS a WHERE a.person_id = u.person_id AND a.at = u.at AND a.id = u.id)"
)
# The trail of somebody who was provisional is written again, under the person that he was found to be.
_COPIED = sa.text(
    f"SELECT 1 FROM access AS a JOIN access AS b ON a.at = b.at AND a.id = b.id AND a.person_id <> b.person_id"  # noqa: S608
    f" AND {' AND '.join(f'a.{name} = b.{name}' for name in TEXTS)}"
    " WHERE b.person_id = :person_id AND a.at = :at AND a.id = :id LIMIT 1"
)


@dataclass(slots=True)
class _Chain:
    """The chain of a day, as far as it was followed."""

    day: date
    head: bytes
    count: int = 0


@dataclass(slots=True)
class Verification:
    """One verification, of the days `since` to `until`.

    `tell` hears each fault. `outside` are anchors that were handed out before: each must still be there, as it was.
    """

    trail: Trail
    keys: AnchorKeys
    now: datetime
    tell: Callable[[Fault], object]
    since: date = date.min
    until: date = date.max
    outside: Sequence[str] = ()
    signs: bool = False
    report: Report = field(default_factory=Report)
    _anchors: dict[date, Anchor] = field(default_factory=dict)
    _months: list[Partition] = field(default_factory=list)
    _first_day: date | None = None

    async def __call__(self, engine: AsyncEngine) -> Report:
        """Verifies on a snapshot of the database."""
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            await connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
            await connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            self._months = await partitions_of(connection, self.trail.access.name)
            seal = self.trail.seal
            first = sa.select(seal.c.day).order_by(seal.c.day, seal.c.first).limit(1)
            self._first_day = await connection.scalar(first)
            await self._read_anchors(connection)
            await connection.execute(sa.text(_JOINS[0]))
            await self._follow_chains(connection)
            await connection.execute(sa.text(_JOINS[1]))
            await self._look_for_unsealed(connection)
        return self.report

    def _found(self, what: str, day: date | None = None, place: int | None = None, access: UUID | None = None) -> None:
        self.report.faults += 1
        self.tell(Fault(what, day, place, access))

    async def _read_anchors(self, connection: AsyncConnection) -> None:
        table = self.trail.anchor
        kept: dict[date, str] = {
            row.day: row.signed for row in await connection.execute(sa.select(table).order_by(table.c.day))
        }
        self.report.anchors = len(kept)
        previous: tuple[date, str] | None = None
        for day, signed in kept.items():
            if previous is not None:
                for missing in _days(previous[0] + _DAY, day - _DAY):
                    self._found("its anchor is missing", missing)
            try:
                anchor = self.keys.open(signed)
            except ValueError as error:
                self._found(f"its anchor does not hold: {error}", day)
            else:
                self._check_anchor(anchor, day, previous[1] if previous is not None else None)
            previous = day, signed
        for signed in self.outside:
            self._compare(signed, kept)
        last = (self.now - _GRACE).astimezone(UTC).date() - _DAY
        begun = previous[0] + _DAY if previous is not None else self._first_day if self.signs else None
        for missing in _days(begun, last) if begun is not None else ():
            self._found("its anchor is missing", missing)

    def _check_anchor(self, anchor: Anchor, day: date, previous: str | None) -> None:
        self._anchors[day] = anchor
        if anchor.day != day or anchor.service != self.trail.service:
            self._found(f"its anchor is that of {anchor.service} of {anchor.day}", day)
        if anchor.previous != (digest_of(previous) if previous is not None else None):
            self._found("its anchor does not follow the anchor of the day before", day)

    def _compare(self, signed: str, kept: Mapping[date, str]) -> None:
        try:
            anchor = self.keys.open(signed)
        except ValueError as error:
            self._found(f"an anchor from outside does not hold: {error}")
            return
        if anchor.service != self.trail.service:
            self._found(f"an anchor from outside is that of {anchor.service}", anchor.day)
        elif anchor.day not in kept:
            self._found("its anchor was handed out and is missing here", anchor.day)
        # Two signatures of one anchor differ: what they sign counts.
        elif self._anchors.get(anchor.day) != anchor:
            self._found("its anchor was handed out with other contents than it has here", anchor.day)

    async def _follow_chains(self, connection: AsyncConnection) -> None:
        chain: _Chain | None = None
        async for seals in self._batches(connection):
            rows = await self._sealed(connection, seals)
            for seal in seals:
                if chain is None or chain.day != seal.day:
                    self._close(chain, seal.day)
                    chain = _Chain(seal.day, chain_start(self.trail.service, seal.day))
                    self.report.days += 1
                await self._check_seal(connection, chain, seal, rows.get((seal.day, seal.first), []))
        self._close(chain, None)

    def _close(self, chain: _Chain | None, following: date | None) -> None:
        """A chain has come to its end: it must be what was signed, and so must the days without one that follow."""
        if chain is not None:
            anchor = self._anchors.get(chain.day)
            if anchor is not None and (anchor.count, anchor.head) != (chain.count, chain.head):
                told = f"{chain.count} accesses are sealed, the anchor says {anchor.count}"
                same = "its chain ends otherwise than the anchor says"
                self._found(same if anchor.count == chain.count else told, chain.day)
        begin = max(self.since, chain.day + _DAY) if chain is not None else self.since
        end = min(self.until, following - _DAY) if following is not None else self.until
        for day, anchor in self._anchors.items():
            if begin <= day <= end and anchor.count and day > self._kept_since():
                self._found(f"its {anchor.count} accesses were sealed, and the seals are missing", day)

    def _kept_since(self) -> date:
        return (self.now - _KEPT).astimezone(UTC).date() - timedelta(days=31)

    async def _batches(self, connection: AsyncConnection) -> AsyncIterator[list[Any]]:
        at = {"day": self.since, "first": -1, "last": self.until}
        batch: list[Any] = []
        size = 0
        while found := (await connection.execute(_SEALS, at)).all():
            for seal in found:
                batch.append(seal)
                size += seal.leaves
                if size >= _BATCH:
                    yield batch
                    batch, size = [], 0
            at |= {"day": found[-1].day, "first": found[-1].first}
        if batch:
            yield batch

    @staticmethod
    async def _sealed(connection: AsyncConnection, seals: Sequence[Any]) -> dict[tuple[date, int], list[Any]]:
        low, high = seals[0], seals[-1]
        bounds = {"day": low.day, "first": low.first, "last": high.day, "last_first": high.first}
        rows: dict[tuple[date, int], list[Any]] = {}
        for row in await connection.execute(_SEALED, bounds):
            rows.setdefault((row.day, row.first), []).append(row)
        return rows

    async def _check_seal(self, connection: AsyncConnection, chain: _Chain, seal: Any, rows: Sequence[Any]) -> None:
        if seal.first != chain.count + 1:
            self._found(f"the seals go from place {chain.count} to {seal.first}", chain.day, seal.first)
        if not seal.count == seal.leaves == len(rows):
            self._found(f"its seal says {seal.count} accesses and names {len(rows)}", chain.day, seal.first)
        faults = self.report.faults
        for row in rows:
            await self._check_access(connection, chain.day, seal.first + row.place - 1, row)
        chain.head = link(chain.head, [row.leaf or NOTHING for row in rows])
        if chain.head != seal.head:
            why = "the seal was changed"
            if faults == self.report.faults and len(rows) > 1:
                why += ": each access is as it was sealed, so that they may be out of order"
            self._found(why, chain.day, seal.first)
            # So that what follows is told for itself.
            chain.head = seal.head
        chain.count = seal.first + seal.count - 1
        self.report.accesses += len(rows)

    async def _check_access(self, connection: AsyncConnection, day: date, place: int, row: Any) -> None:
        texts = row[-len(TEXTS) :]
        if texts[0] is None:
            if not self._is_expired(row.at):
                self._found("missing", day, place, row.id)
            return
        if leaf(row.person_id, row.at, row.id, texts) != row.leaf:
            self._found("changed", day, place, row.id)
        midnight = datetime.combine(day, time(), UTC)
        early, late = row.at < midnight - _DAY, row.at > midnight + 2 * _DAY
        if not (early or late) or day == self._first_day:
            return
        if await connection.scalar(_COPIED, {"person_id": row.person_id, "at": row.at, "id": row.id}) is None:
            told = "added long after its own moment" if early else "added before its own moment"
            self._found(f"{told}, {row.at.isoformat()}", day, place, row.id)

    def _is_expired(self, at: datetime) -> bool:
        months = (each for each in self._months if each.since is not None and each.until is not None)
        is_there = any(each.since <= at < each.until for each in months if each.since and each.until)
        return not is_there and at < self.now - _KEPT

    async def _look_for_unsealed(self, connection: AsyncConnection) -> None:
        since = datetime.combine(max(self.since, date(1970, 1, 1)), time(), UTC)
        until = datetime.combine(min(self.until, date(9998, 12, 31)), time(), UTC) + _DAY
        async with connection.stream(_UNKNOWN, {"since": since, "until": until}) as found:
            async for row in found:
                day = row.at.astimezone(UTC).date()
                self._found("added: it is in no chain, and does not wait to be", day, None, row.id)
        for row in await connection.execute(_GONE):
            self._found("missing: it waits to be sealed and is gone", row.at.astimezone(UTC).date(), None, row.id)
        self.report.waiting = await connection.scalar(sa.select(sa.func.count()).select_from(self.trail.unsealed)) or 0


def _days(first: date, last: date) -> list[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]
