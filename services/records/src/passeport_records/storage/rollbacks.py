"""The undoing of batches in PostgreSQL: who works on which, and what each batch touched, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.ids import new_id
from passeport_records.domain.batch import Batch, BatchState, Rollback
from passeport_records.domain.provenance import Change, Step
from passeport_records.domain.report import Outcome
from passeport_records.domain.undo import KEPT, KEPT_RULE, Touched
from passeport_records.errors import BatchNotFinished, BatchNotFound
from passeport_records.storage.batch_rows import KNOWN, SELECTED, read_batch
from passeport_records.storage.entry_rows import HELD, read_before, read_held
from passeport_records.storage.replacement_table import replaced_declaration, replacement
from passeport_records.storage.tables import batch, batch_item, entry, item_outcome, provenance_step, waiting_item
from passeport_records.usecases.batch_ports import BatchLost

__all__ = ["SqlRollbacks"]

_STEP = provenance_step.c
_OVER = [BatchState.FINISHED.value, BatchState.FAILED.value]
_UNDER_WAY = sa.and_(batch.c.rollback_began_at.is_not(None), batch.c.rollback_ended_at.is_(None))


class SqlRollbacks:
    """Implements `passeport_records.usecases.batch_ports.Rollbacks`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, batch_id: UUID, order: Rollback, *, client_id: str | None = None) -> Batch:
        """Begins to undo a batch that is over, of a client or whosever; lines of it that wait do no more.

        One that is being undone already, or is, comes back as it is. Raises BatchNotFound, BatchNotFinished.
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

    async def touched(self, of: Batch, limit: int) -> Sequence[Touched]:
        """The next entries that the batch registered or changed, locked until the end of the transaction."""
        after = None if of.rollback is None else of.rollback.after
        mine = sa.select(
            _STEP.person_id,
            _STEP.entry_id,
            sa.func.min(_STEP.revision).label("first"),
            sa.func.max(_STEP.revision).label("last"),
            sa.func.count().label("count"),
        ).where(_STEP.batch_id == of.id)
        if after is not None:
            mine = mine.where(sa.tuple_(_STEP.person_id, _STEP.entry_id) > sa.tuple_(*map(sa.literal, after)))
        place = (_STEP.person_id, _STEP.entry_id)
        found = mine.group_by(*place).order_by(*place).limit(limit).subquery("mine")
        goes_on = entry.alias("goes_on")
        query = (
            sa.select(
                *HELD,
                found.c.first,
                found.c.last,
                found.c.count,
                entry.c.touched_by,
                goes_on.c.touched_by.label("goes_on_touched_by"),
                *(column.label(f"step_{column.name}") for column in _STEP if column.name not in {"said", "before"}),
                _STEP.before,
            )
            .select_from(found)
            .join(entry, sa.and_(entry.c.person_id == found.c.person_id, entry.c.id == found.c.entry_id))
            .join(
                provenance_step,
                sa.and_(
                    _STEP.person_id == found.c.person_id,
                    _STEP.entry_id == found.c.entry_id,
                    _STEP.revision == found.c.first,
                ),
            )
            .outerjoin(goes_on, sa.and_(goes_on.c.person_id == entry.c.person_id, goes_on.c.id == entry.c.continued_by))
            .order_by(entry.c.person_id, entry.c.id)
            .with_for_update(of=entry)
        )
        return [_read_touched(of, row) for row in await self._connection.execute(query)]

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

    async def keep(self, of: Batch, kept: Sequence[Touched], at: datetime) -> None:
        """Says in the report which lines are kept, although their batch is undone."""
        if not kept:
            return
        entries = [(each.held.entry.person_id, each.held.entry.id) for each in kept]
        lines = (
            sa.select(_STEP.line, _STEP.sender_key)
            .where(_STEP.batch_id == of.id, sa.tuple_(_STEP.person_id, _STEP.entry_id).in_(entries))
            .distinct()
        )
        item = batch_item.c
        query = sa.select(item.ordinal).where(
            item.batch_id == of.id,
            sa.tuple_(item.line, item.key).in_(lines),
            item.outcome.in_([Outcome.ACCEPTED.value, Outcome.UNRESOLVED.value]),
        )
        rows = [
            {
                "batch_id": of.id,
                "ordinal": ordinal,
                "id": new_id(),
                "at": at,
                "outcome": Outcome.ACCEPTED.value,
                "rule": KEPT_RULE,
                "message": KEPT,
                "fix": "",
            }
            for ordinal in await self._connection.scalars(query)
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


def _read_touched(of: Batch, row: sa.Row[*tuple[Any, ...]]) -> Touched:
    held = read_held(row)
    alone = (
        # None: the last to touch it was a version of this service that did not say so.
        row.touched_by in {None, of.id}
        and row.revision == row.last
        and row.count == row.last - row.first + 1
        # One that goes on in its stead is not to lose what came for both.
        and (held.continued_by is None or row.goes_on_touched_by in {None, of.id})
    )
    before = None if row.before is None else read_before(row.before, held)
    first = Step(
        revision=row.step_revision,
        change=Change(row.step_change),
        cause=row.step_cause,
        batch_id=row.step_batch_id,
        line=row.step_line,
        sender_key=row.step_sender_key,
        format_version=row.step_format_version,
        received_at=row.step_received_at,
        file_name=of.file_name,
    )
    return Touched(held=held, first=first, before=before, alone=alone)
