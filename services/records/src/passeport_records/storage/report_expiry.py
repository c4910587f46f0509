"""Reports of batches that have served their time go, line by line; the batch stays, for entries come from it.

Done by the owner of the tables: the role of the service adds to reports and takes nothing from them (decision 46).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_chassis.db import is_outage
from passeport_records.domain.batch import BatchState, Feed
from passeport_records.domain.statement import StatementAction
from passeport_records.storage.folding import Folded, fold_contracts
from passeport_records.storage.patience import in_the_way, patiently
from passeport_records.storage.tables import batch, batch_item, item_outcome, waiting_item
from passeport_records.storage.tellings import GIVEN

__all__ = ["Expired", "count_expired_reports", "expire_reports"]

_log = structlog.get_logger(__name__)
_CHUNK = 5000
# Classes of SQLSTATE: what no batch is to blame for, a statement or a role that is wrong.
_NOBODYS = "42"
_BATCH = batch.c
# Begun and not ended: by another who expires them at this moment, or by one who was cut off.
_BEGUN = sa.and_(_BATCH.report_expired_at.is_not(None), _BATCH.report_erased_at.is_(None))
_WAITS = sa.exists().where(waiting_item.c.batch_id == _BATCH.id)
# What counts no more: of a batch that is undone; or given once more, where what gave it stays for ever, since its own
# batch cannot be undone either. Such a line changes nothing of what an entry is without any others
# (`domain.tellings.weigh_given`). What was told of contracts is laid together instead (`storage.folding`).
_COUNTS_NO_MORE = sa.text(
    """
    DELETE FROM confirmation WHERE (person_id, entry_id, batch_id, line) IN (
        SELECT c.person_id, c.entry_id, c.batch_id, c.line FROM confirmation AS c JOIN batch AS b ON b.id = c.batch_id
        WHERE c.batch_id = :batch_id AND (
            b.rollback_ended_at IS NOT NULL AND starts_with(c.told, :of_a_source)
            OR starts_with(c.told, :given) AND EXISTS (
                SELECT FROM provenance_step AS s JOIN batch AS o ON o.id = s.batch_id
                WHERE s.person_id = c.person_id AND s.entry_id = c.entry_id AND s.revision = c.revision
                    AND (starts_with(s.told, :given) OR starts_with(s.told, :corrected))
                    AND o.report_expired_at IS NOT NULL AND o.rollback_began_at IS NULL
            )
        ) LIMIT :most
    )
    """
).bindparams(
    sa.bindparam("of_a_source", GIVEN[StatementAction.CREATE].partition(":")[0], sa.Text),
    sa.bindparam("given", GIVEN[StatementAction.CREATE], sa.Text),
    sa.bindparam("corrected", GIVEN[StatementAction.CORRECT], sa.Text),
    sa.bindparam("batch_id", type_=sa.Uuid),
    sa.bindparam("most", type_=sa.Integer),
)


@dataclass(frozen=True, slots=True)
class Expired:
    """What goes: reports, the lines in them, and what lines told once more; `waiting` reports stay, as lines wait.

    The next run does what is left: of batches of which something `failed`, and of as many persons as were
    `passed_over`, what was told of their contracts.
    """

    reports: int = 0
    lines: int = 0
    confirmations: int = 0
    waiting: int = 0
    failed: tuple[UUID, ...] = ()
    passed_over: int = 0


async def count_expired_reports(engine: AsyncEngine, keep: timedelta) -> Expired:
    """What would go of reports that are older, and how many of these stay, since lines of them wait for a person."""
    due = sa.or_(_BEGUN, sa.and_(_is_old(keep), ~_WAITS))
    going = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(_BATCH.position), 0)).where(due)
    staying = sa.select(sa.func.count()).where(_is_old(keep), _WAITS).select_from(batch)
    async with engine.connect() as connection:
        reports, lines = (await connection.execute(going)).one()
        return Expired(reports, int(lines), waiting=await connection.scalar(staying) or 0)


async def expire_reports(
    engine: AsyncEngine,
    keep: timedelta,
    tell: Callable[[Expired], object] = lambda _: None,
    tell_folded: Callable[[Folded], object] = lambda _: None,
) -> Expired:
    """Deletes what became of the lines of batches that ended before that time, in short transactions.

    First of all these batches say that it is no longer told, so that nobody reads a part of a report as the whole, and
    nobody undoes what can no longer be undone. Cut off, it is done again. After each batch `tell` hears what went. A
    batch with which the database cannot do it keeps nobody from the others. What was told of contracts is laid together
    when all lines are gone; meanwhile `tell_folded` hears how far that is.
    """
    begun = await patiently(engine, partial(_begin, keep=keep))
    gone, of_dsn = Expired(), []
    for batch_id, feed in begun:
        try:
            lines = await _delete_lines(engine, batch_id)
            confirmations = 0
            if feed is Feed.DSN:
                of_dsn.append(batch_id)
            else:
                confirmations = await _delete_confirmations(engine, batch_id)
                await patiently(engine, partial(_end, batch_ids=[batch_id]))
        except DBAPIError as error:
            if not _is_of_one_batch(error):
                raise
            _log.error("a report is not deleted", batch_id=str(batch_id), sqlstate=_state(error))
            gone = replace(gone, failed=(*gone.failed, batch_id))
            continue
        gone = replace(
            gone, reports=gone.reports + 1, lines=gone.lines + lines, confirmations=gone.confirmations + confirmations
        )
        tell(gone)
    if not of_dsn:
        return gone
    folded = await fold_contracts(engine, tell_folded)
    await patiently(engine, partial(_end, batch_ids=of_dsn))
    return replace(gone, confirmations=gone.confirmations + folded.confirmations, passed_over=folded.passed_over)


async def _begin(connection: AsyncConnection, keep: timedelta) -> list[tuple[UUID, Feed]]:
    """Marks what is old, and says which batches are begun, with their feeds."""
    marking = sa.update(batch).where(_is_old(keep), ~_WAITS).values(report_expired_at=sa.func.now())
    await connection.execute(marking)
    rows = await connection.execute(sa.select(_BATCH.id, _BATCH.feed).where(_BEGUN).order_by(_BATCH.id))
    return [(row.id, Feed(row.feed)) for row in rows]


async def _end(connection: AsyncConnection, batch_ids: Sequence[UUID]) -> None:
    of_these = sa.literal(batch_ids, sa.ARRAY(sa.Uuid))
    # What an undoing of another batch may have noted meanwhile.
    await connection.execute(sa.delete(item_outcome).where(item_outcome.c.batch_id == sa.any_(of_these)))
    ended = sa.update(batch).where(_BATCH.id == sa.any_(of_these)).values(report_erased_at=sa.func.now())
    await connection.execute(ended)


def _is_of_one_batch(error: DBAPIError) -> bool:
    """Whether it may go on with others: the database is there, and the role is the owner's."""
    return in_the_way(error) or not (is_outage(error) or _state(error).startswith(_NOBODYS))


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def _is_old(keep: timedelta) -> sa.ColumnElement[bool]:
    return sa.and_(
        _BATCH.state.in_([BatchState.FINISHED.value, BatchState.FAILED.value]),
        _BATCH.report_expired_at.is_(None),
        sa.or_(_BATCH.rollback_began_at.is_(None), _BATCH.rollback_ended_at.is_not(None)),
        # The later of the two that there is.
        sa.func.greatest(_BATCH.finished_at, _BATCH.rollback_ended_at) < sa.func.now() - keep,
    )


async def _delete_lines(engine: AsyncEngine, batch_id: UUID) -> int:
    item, total = batch_item.c, 0
    ends = sa.select(sa.func.min(item.ordinal), sa.func.max(item.ordinal)).where(item.batch_id == batch_id)
    async with engine.connect() as connection:
        first, last = (await connection.execute(ends)).one()
    if first is None:
        return 0
    for start in range(first, last + 1, _CHUNK):
        total += await patiently(engine, partial(_delete_some_lines, batch_id=batch_id, start=start))
    return total


async def _delete_some_lines(connection: AsyncConnection, batch_id: UUID, start: int) -> int:
    for table in (item_outcome, batch_item):
        ordinal = table.c.ordinal
        here = sa.and_(table.c.batch_id == batch_id, ordinal >= start, ordinal < start + _CHUNK)
        deleted = (await connection.execute(sa.delete(table).where(here))).rowcount
    return deleted


async def _delete_confirmations(engine: AsyncEngine, batch_id: UUID) -> int:
    async def some(connection: AsyncConnection) -> int:
        return (await connection.execute(_COUNTS_NO_MORE, {"batch_id": batch_id, "most": _CHUNK})).rowcount

    total = 0
    while True:
        deleted = await patiently(engine, some)
        total += deleted
        if deleted < _CHUNK:
            return total
