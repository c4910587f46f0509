"""Items that wait for their person, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Batch, BatchState, Counts
from passeport_records.domain.harvest import SourceKey
from passeport_records.domain.provenance import Source
from passeport_records.domain.report import LineReport, Outcome, counts_of
from passeport_records.domain.waiting import WaitingItem, next_try
from passeport_records.storage.batch_rows import KNOWN, SELECTED, read_batch
from passeport_records.storage.rows import Given, inserting, sent
from passeport_records.storage.tables import batch, item_outcome, waiting_item
from passeport_records.usecases.batch_ports import BatchLost

__all__ = ["SqlWaitingItems"]

_ITEM = waiting_item.c
_OVER = sa.and_(
    batch.c.state.in_([BatchState.FINISHED.value, BatchState.FAILED.value]), batch.c.rollback_began_at.is_(None)
)
_KEY = ("source", "sender", "sender_key")


class SqlWaitingItems:
    """Implements `passeport_records.usecases.batch_ports.WaitingItems`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, of: Batch, items: Mapping[int, tuple[Collection[SourceKey], bytes]], at: datetime) -> None:
        """Keeps items by their ordinals: the keys that they would have, and what they say, sealed."""
        await self._insert(
            waiting_item,
            [
                {
                    "ordinal": ordinal,
                    "batch_id": of.id,
                    **_key_row(next(iter(keys), None)),
                    "data": sealed,
                    "since": at,
                    "tries": 0,
                    "not_before": next_try(0, at),
                }
                for ordinal, (keys, sealed) in items.items()
            ],
        )

    async def take(self, until: datetime, limit: int) -> tuple[Batch, Sequence[WaitingItem]] | None:
        """Takes items whose time has come, of one batch that is over; nobody else does until the time given.

        None when there are none.
        """
        due = _ITEM.not_before <= sa.func.now()
        longest = (
            sa.select(*SELECTED)
            .join(waiting_item, _ITEM.batch_id == batch.c.id)
            .where(_OVER, KNOWN, due)
            .order_by(_ITEM.not_before)
            .limit(1)
        )
        row = (await self._connection.execute(longest)).first()
        if row is None:
            return None
        free = (
            sa.select(_ITEM.ordinal)
            .where(_ITEM.batch_id == row.id, due)
            .order_by(_ITEM.ordinal)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        statement = (
            sa.update(waiting_item)
            .where(_ITEM.batch_id == row.id, _ITEM.ordinal.in_(free.scalar_subquery()))
            .values(not_before=until)
            .returning(_ITEM.ordinal, _ITEM.data, _ITEM.tries)
        )
        taken = await self._connection.execute(statement)
        items = [WaitingItem(row.id, item.ordinal, item.data, item.tries) for item in taken]
        return (read_batch(row), items) if items else None

    async def lock(self, batch_id: UUID, ordinals: Collection[int]) -> Collection[int]:
        """Those that still wait, locked until the end of the transaction."""
        query = sa.select(_ITEM.ordinal).where(_ITEM.batch_id == batch_id, _ITEM.ordinal == _any(ordinals))
        return frozenset(await self._connection.scalars(query.order_by(_ITEM.ordinal).with_for_update()))

    async def settle(self, of: Batch, reports: Sequence[LineReport], at: datetime) -> Batch:
        """Notes what became of items, which wait no more, and counts them anew. Raises BatchLost."""
        counts = counts_of(reports) + Counts(unresolved=-len(reports))
        columns = batch.c
        statement = (
            sa.update(batch)
            .where(columns.id == of.id, _OVER)
            .values(
                later=columns.later + 1,
                accepted=columns.accepted + counts.accepted,
                duplicates=columns.duplicates + counts.duplicates,
                unresolved=columns.unresolved + counts.unresolved,
                rejected=columns.rejected + counts.rejected,
            )
            .returning(*SELECTED)
        )
        row = (await self._connection.execute(statement)).first()
        if row is None:
            raise BatchLost(str(of.id))
        await self._insert(item_outcome, [_outcome_row(of.id, report, at) for report in reports])
        settled = [report.ordinal for report in reports]
        here = sa.and_(_ITEM.batch_id == of.id, _ITEM.ordinal == _any(settled))
        await self._connection.execute(sa.delete(waiting_item).where(here))
        return read_batch(row)

    async def postpone(self, batch_id: UUID, until: Mapping[int, datetime]) -> None:
        """Counts a try in vain, and says when the next one is."""
        if not until:
            return
        values, alike = sent(waiting_item, [{"ordinal": each, "not_before": at} for each, at in until.items()])
        given = Given(waiting_item, ("ordinal", "not_before"), alike)
        statement = (
            sa.update(waiting_item)
            .where(_ITEM.batch_id == batch_id, _ITEM.ordinal == given["ordinal"])
            .values(not_before=given["not_before"], tries=_ITEM.tries + 1)
        )
        await self._connection.execute(statement, values)

    async def cancel(self, keys: Collection[SourceKey], at: datetime) -> Collection[SourceKey]:
        """Ends the wait of items that would have these keys, since they are taken back; tells which waited."""
        values, alike = sent(waiting_item, [_key_row(key) for key in sorted(keys)])
        given = Given(waiting_item, _KEY, alike)
        rows = sa.select(*(given[name].label(name) for name in _KEY)).select_from(given.rows).subquery("wanted")
        same = sa.and_(*(_ITEM[name] == rows.c[name] for name in _KEY))
        place = (_ITEM.batch_id, _ITEM.ordinal)
        found = sa.select(*place).join_from(waiting_item, rows, same).order_by(*place).with_for_update(of=waiting_item)
        statement = (
            sa.delete(waiting_item)
            .where(sa.tuple_(*place).in_(found))
            .returning(*place, *(_ITEM[name] for name in _KEY))
        )
        cancelled = (await self._connection.execute(statement, values)).all()
        await self._insert(item_outcome, [_cancelled_row(row.batch_id, row.ordinal, at) for row in cancelled])
        return frozenset(SourceKey(Source(row.source), row.sender, row.sender_key) for row in cancelled)

    async def hasten(self, batch_id: UUID | None = None) -> int:
        """Makes it time for items, of one batch or all, and says how many wait."""
        wanted = sa.true() if batch_id is None else _ITEM.batch_id == batch_id
        statement = sa.update(waiting_item).where(wanted, _ITEM.not_before > sa.func.now())
        await self._connection.execute(statement.values(not_before=sa.func.now()))
        query = sa.select(sa.func.count()).select_from(waiting_item).where(wanted)
        return int(await self._connection.scalar(query) or 0)

    async def count(self, batch_id: UUID) -> int:
        """How many items of a batch wait."""
        query = sa.select(sa.func.count()).select_from(waiting_item).where(_ITEM.batch_id == batch_id)
        return int(await self._connection.scalar(query) or 0)

    async def _insert(self, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            await self._connection.execute(*inserting(table, rows))


def _any(ordinals: Collection[int]) -> sa.ColumnElement[Any]:
    return sa.any_(sa.literal(list(ordinals), sa.ARRAY(sa.BigInteger)))


def _key_row(key: SourceKey | None) -> dict[str, Any]:
    if key is None:
        return dict.fromkeys(("sender_key", "sender", "source"))
    return {"sender_key": key.key, "sender": key.sender, "source": key.source.value}


def _outcome_row(batch_id: UUID, report: LineReport, at: datetime) -> dict[str, Any]:
    return {
        "ordinal": report.ordinal,
        "batch_id": batch_id,
        "id": new_id(),
        "at": at,
        "outcome": report.outcome.value,
        "rule": report.rule,
        "message": report.message,
        "fix": report.fix,
    }


def _cancelled_row(batch_id: UUID, ordinal: int, at: datetime) -> dict[str, Any]:
    report = LineReport(ordinal=ordinal, line=0, outcome=Outcome.UNRESOLVED)
    return _outcome_row(batch_id, report.taken_back(), at)
