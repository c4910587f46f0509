"""The undoing of batches in PostgreSQL: who works on which, and what each batch touched, entry by entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Batch, BatchState, Rollback
from passeport_records.domain.entry import Entry
from passeport_records.domain.harvest import SourceKey
from passeport_records.domain.report import Outcome
from passeport_records.domain.undo import KEPT, KEPT_RULE, Touched
from passeport_records.errors import BatchNotFinished, BatchNotFound, ReportExpired
from passeport_records.storage.batch_rows import KNOWN, SELECTED, read_batch
from passeport_records.storage.batches import LAST_OUTCOME
from passeport_records.storage.entry_rows import among
from passeport_records.storage.replacement_table import replaced_declaration, replacement
from passeport_records.storage.tables import batch, batch_item, item_outcome, provenance_step, waiting_item
from passeport_records.storage.told_entries import Place
from passeport_records.storage.touched_entries import read_touched
from passeport_records.usecases.batch_ports import BatchLost

__all__ = ["SqlRollbacks"]

_STEP = provenance_step.c
_OVER = [BatchState.FINISHED.value, BatchState.FAILED.value]
_RELEASE = sa.text("SELECT release_keys(:undoing, :senders, :keys)").bindparams(
    sa.bindparam("senders", type_=ARRAY(sa.Text)), sa.bindparam("keys", type_=ARRAY(sa.Text))
)
_UNDER_WAY = sa.and_(batch.c.rollback_began_at.is_not(None), batch.c.rollback_ended_at.is_(None))


class SqlRollbacks:
    """Implements `passeport_records.usecases.batch_ports.Rollbacks`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, batch_id: UUID, order: Rollback, *, client_id: str | None = None) -> Batch:
        """Begins to undo a batch that is over, of a client or whosever; lines of it that wait do no more.

        One that is being undone already, or is, comes back as it is. Raises BatchNotFound, BatchNotFinished,
        ReportExpired.
        """
        columns = batch.c
        query = sa.select(*SELECTED).where(columns.id == batch_id, columns.state != BatchState.RECEIVING.value, KNOWN)
        if client_id is not None:
            query = query.where(columns.client_id == client_id)
        row = (await self._connection.execute(query.with_for_update())).first()
        if row is None:
            raise BatchNotFound(batch_id)
        found = read_batch(row)
        if found.state.is_rollback:
            return found
        if not found.state.is_over:
            raise BatchNotFinished(found.state.value)
        if found.report_expired_at is not None:
            # What others told of its entries may be gone with it: they would be taken from whom others gave them, too.
            raise ReportExpired(found.id, found.report_expired_at)
        await self._connection.execute(sa.delete(waiting_item).where(waiting_item.c.batch_id == batch_id))
        # What it replaced counts again when it is sent again, unless another batch replaced it too.
        for table in (replacement, replaced_declaration):
            await self._connection.execute(sa.delete(table).where(table.c.batch_id == batch_id))
        values = {
            "rollback_began_at": order.began_at,
            "rollback_reason": order.reason,
            "rollback_operator": order.operator,
        }
        return await self._updated(found, sa.true(), values)

    async def take(self, until: datetime) -> Batch | None:
        """Takes the oldest batch that is being undone and that nobody works on; None when there is none."""
        columns = batch.c
        free = sa.or_(columns.taken_until.is_(None), columns.taken_until < sa.func.now())
        oldest = sa.select(columns.id).where(_UNDER_WAY, KNOWN, free).order_by(columns.id).limit(1)
        statement = (
            sa.update(batch)
            .where(columns.id == oldest.with_for_update(skip_locked=True).scalar_subquery())
            .values(taken_until=until)
            .returning(*SELECTED)
        )
        row = (await self._connection.execute(statement)).first()
        return None if row is None else read_batch(row)

    async def touched(self, of: Batch, limit: int) -> tuple[Sequence[Touched], Place | None]:
        """The next entries of which the batch told, with all that was told of them, and the last one; None: no more.

        Locked until the end of the transaction. Raises KeysTaken.
        """
        return await read_touched(self._connection, of, None if of.rollback is None else of.rollback.after, limit)

    async def free_keys(self, of: Batch, keys: Collection[SourceKey]) -> None:
        """Lets keys of contracts lead to no entry any more."""
        if keys:
            asked = {"undoing": of.id, "senders": [key.sender for key in keys], "keys": [key.key for key in keys]}
            await self._connection.execute(_RELEASE, asked)

    async def advance(self, of: Batch, last: tuple[UUID, UUID], undone: int, kept: int, until: datetime) -> Batch:
        """Notes that the entries up to `last` are looked at. Raises BatchLost when another worker was quicker."""
        columns = batch.c
        before = None if of.rollback is None or of.rollback.after is None else of.rollback.after[1]
        same = columns.rollback_entry_id.is_(None) if before is None else columns.rollback_entry_id == before
        values = {
            "rollback_person_id": last[0],
            "rollback_entry_id": last[1],
            "undone": columns.undone + undone,
            "kept": columns.kept + kept,
            "later": columns.later + 1,
            "taken_until": until,
        }
        return await self._updated(of, sa.and_(_UNDER_WAY, same), values)

    async def keep(self, of: Batch, kept: Sequence[Entry], at: datetime) -> None:
        """Says in the report which lines are kept, although their batch is undone."""
        if not kept:
            return
        lines = (
            sa.select(_STEP.line, _STEP.sender_key)
            .where(_STEP.batch_id == of.id, among(_places(kept), _STEP.person_id, _STEP.entry_id))
            .distinct()
        )
        item = batch_item.c
        query = sa.select(item.ordinal).where(
            item.batch_id == of.id,
            sa.tuple_(item.line, item.key).in_(lines),
            item.outcome.in_([Outcome.ACCEPTED.value, Outcome.UNRESOLVED.value]),
        )
        places = {(of.id, ordinal) for ordinal in await self._connection.scalars(query)}
        await self._note(places, at, rule=KEPT_RULE, message=KEPT)

    async def keep_no_longer(self, of: Batch, changed: Sequence[Entry], at: datetime) -> None:
        """Says in the reports of other batches that are undone that lines are, which others kept from it until now."""
        if not changed:
            return
        item, places = batch_item.c, _places(changed)
        query = (
            sa.select(item.batch_id, item.ordinal, _STEP.entry_id)
            .distinct()
            .join_from(provenance_step, batch, batch.c.id == _STEP.batch_id)
            .join(
                batch_item,
                sa.and_(item.batch_id == batch.c.id, item.line == _STEP.line, item.key == _STEP.sender_key),
            )
            .join(LAST_OUTCOME, sa.true())
            .where(
                among(places, _STEP.person_id, _STEP.entry_id),
                _STEP.batch_id != of.id,
                batch.c.kept > 0,
                batch.c.report_expired_at.is_(None),
                LAST_OUTCOME.c.rule == KEPT_RULE,
            )
        )
        found = (await self._connection.execute(query)).all()
        # Whose report expires from now on waits for this, so that nothing is noted in it once it is erased.
        standing = sa.select(batch.c.id).where(
            batch.c.id.in_({row.batch_id for row in found}), batch.c.report_expired_at.is_(None)
        )
        held = set(await self._connection.scalars(standing.order_by(batch.c.id).with_for_update(key_share=True)))
        found = [row for row in found if row.batch_id in held]
        await self._note({(row.batch_id, row.ordinal) for row in found}, at)
        entries = Counter(batch_id for batch_id, _ in {(row.batch_id, row.entry_id) for row in found})
        for batch_id, count in sorted(entries.items()):
            counts = {"undone": batch.c.undone + count, "kept": batch.c.kept - count, "later": batch.c.later + 1}
            await self._connection.execute(sa.update(batch).where(batch.c.id == batch_id).values(counts))

    async def _note(
        self, places: Collection[tuple[UUID, int]], at: datetime, *, rule: str = "", message: str = ""
    ) -> None:
        rows = [
            {
                "batch_id": batch_id,
                "ordinal": ordinal,
                "id": new_id(),
                "at": at,
                "outcome": Outcome.ACCEPTED.value,
                "rule": rule,
                "message": message,
                "fix": "",
            }
            for batch_id, ordinal in sorted(places)
        ]
        if rows:
            await self._connection.execute(sa.insert(item_outcome), rows)

    async def finish(self, of: Batch, at: datetime) -> Batch:
        """Ends the undoing. Raises BatchLost."""
        values = {"rollback_ended_at": at, "taken_until": None}
        return await self._updated(of, _UNDER_WAY, values)

    async def release(self, of: Batch) -> None:
        """Lets another worker go on with it."""
        await self._connection.execute(sa.update(batch).where(batch.c.id == of.id, _UNDER_WAY).values(taken_until=None))

    async def _updated(self, of: Batch, condition: sa.ColumnElement[bool], values: dict[str, Any]) -> Batch:
        over = batch.c.state.in_(_OVER)
        statement = sa.update(batch).where(batch.c.id == of.id, over, condition).values(values).returning(*SELECTED)
        row = (await self._connection.execute(statement)).first()
        if row is None:
            raise BatchLost(str(of.id))
        return read_batch(row)


def _places(entries: Sequence[Entry]) -> list[Place]:
    return [(each.person_id, each.id) for each in entries]
