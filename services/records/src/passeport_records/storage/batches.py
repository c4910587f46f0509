"""Batches in PostgreSQL: uploads, who works on which, how far it is, and the report line by line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.telemetry import current_trace_headers
from passeport_records.domain.batch import Batch, BatchState, Counts, Feed
from passeport_records.domain.report import LineReport, Outcome
from passeport_records.domain.undo import KEPT_RULE
from passeport_records.errors import BatchNotFound
from passeport_records.storage.batch_rows import KNOWN, SELECTED, read_batch, read_report, write_batch
from passeport_records.storage.tables import (
    batch,
    batch_file,
    batch_item,
    item_outcome,
    treatment_number,
    waiting_item,
)
from passeport_records.usecases.batch_ports import BatchLost

__all__ = ["LAST_OUTCOME", "SqlBatches"]

# Written into the statement, so that the partial indexes fit whatever plan is kept for it.
_RECEIVING, _RECEIVED, _RUNNING = (
    sa.literal(state.value, literal_execute=True)
    for state in (BatchState.RECEIVING, BatchState.RECEIVED, BatchState.RUNNING)
)

# "numb": held from the number to the commit, which is near.
_ONE_BY_ONE = sa.text("SELECT pg_advisory_xact_lock(x'6e756d62'::bigint)")
LAST_OUTCOME = (
    sa.select(item_outcome)
    .where(item_outcome.c.batch_id == batch_item.c.batch_id, item_outcome.c.ordinal == batch_item.c.ordinal)
    .order_by(item_outcome.c.id.desc())
    .limit(1)
    .lateral("last")
)
"""What became of an item since its report was written, if something did."""
_WAITS = sa.and_(waiting_item.c.batch_id == batch_item.c.batch_id, waiting_item.c.ordinal == batch_item.c.ordinal)


def _by_now(name: str) -> sa.ColumnElement[str]:
    return sa.func.coalesce(LAST_OUTCOME.c[name], batch_item.c[name])


_UNDONE = sa.and_(
    batch.c.rollback_ended_at.is_not(None),
    _by_now("outcome") == Outcome.ACCEPTED.value,
    _by_now("rule").not_in([KEPT_RULE, "was_waiting"]),
)
# What a report said at first, unless something became of the item since.
_REPORT = sa.select(
    batch_item.c.ordinal,
    batch_item.c.line,
    batch_item.c.key,
    batch_item.c.field,
    batch_item.c.value,
    sa.case((_UNDONE, Outcome.ROLLED_BACK.value), else_=_by_now("outcome")).label("outcome"),
    *(_by_now(name).label(name) for name in ("rule", "message", "fix")),
    LAST_OUTCOME.c.at,
    waiting_item.c.since,
).select_from(
    batch_item.join(batch, batch.c.id == batch_item.c.batch_id)
    .outerjoin(LAST_OUTCOME, sa.true())
    .outerjoin(waiting_item, _WAITS)
)


def _of(client_id: str | None) -> sa.Select[*tuple[Any, ...]]:
    query = sa.select(*SELECTED).where(batch.c.state != _RECEIVING, KNOWN)
    return query if client_id is None else query.where(batch.c.client_id == client_id)


class SqlBatches:
    """Implements `passeport_records.usecases.batch_ports.Batches`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, opened: Batch) -> None:
        """Begins an upload."""
        values = write_batch(opened) | {"upload_began_at": opened.created_at, "trace": current_trace_headers()}
        await self._connection.execute(sa.insert(batch).values(values))

    async def add_piece(self, batch_id: UUID, number: int, data: bytes) -> None:
        """Keeps the next piece of a file, counted from 0."""
        await self._connection.execute(sa.insert(batch_file).values(batch_id=batch_id, number=number, data=data))

    async def receive(self, received: Batch) -> Batch:
        """Ends the upload of a file that is whole and of its format, and numbers its treatment.

        The same bytes under the same name sent before by the same client: what was kept of these is dropped and the
        earlier batch returned. Of a DSN, if he declared then for those for whom he does now.
        """
        sender, columns = received.sender, batch.c
        # Two uploads of the same file take turns, so that the second finds the first.
        same = "\n".join((sender.client_id, received.feed.value, received.file_name, received.sha256))
        await self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(same, 0))))
        query = sa.select(*SELECTED).where(
            columns.client_id == sender.client_id,
            columns.feed == received.feed.value,
            columns.file_name == received.file_name,
            columns.sha256 == received.sha256,
            columns.state != _RECEIVING,
            # Of one that is undone the file may come anew.
            columns.rollback_began_at.is_(None),
        )
        if received.feed is Feed.DSN:
            # Its lines were judged by whose employees they speak of; of no other feed does that change anything.
            query = query.where(sa.func.coalesce(columns.every_employer, sa.true()) == sender.every_employer)
        earlier = (await self._connection.execute(query)).first()
        if earlier is not None:
            await self.drop(received.id)
            return read_batch(earlier)
        # Numbers become visible in their order: the ledger enters what files say in the order of these.
        await self._connection.execute(_ONE_BY_ONE)
        values = write_batch(received) | {
            "state": BatchState.RECEIVED.value,
            "upload_began_at": None,
            "treatment_number": treatment_number.next_value(),
        }
        return await self._updated(columns.state == _RECEIVING, values, received)

    async def drop(self, batch_id: UUID) -> None:
        """Forgets an upload that came to nothing."""
        await self._connection.execute(sa.delete(batch).where(batch.c.id == batch_id, batch.c.state == _RECEIVING))

    async def get(self, client_id: str | None, batch_id: UUID) -> Batch:
        """Gets a received batch of a client, or whosever it is without one. Raises BatchNotFound."""
        row = (await self._connection.execute(_of(client_id).where(batch.c.id == batch_id))).first()
        if row is None:
            raise BatchNotFound(batch_id)
        return read_batch(row)

    async def latest(self, limit: int, *, client_id: str | None = None) -> Sequence[Batch]:
        """The received batches of a client, or of all, the newest first."""
        rows = await self._connection.execute(_of(client_id).order_by(batch.c.id.desc()).limit(limit))
        return [read_batch(row) for row in rows]

    async def take(self, until: datetime) -> Batch | None:
        """Takes the oldest unfinished batch that nobody works on, until the time given; None when there is none.

        It counts as an attempt, so that a file which kills its worker is counted too.
        """
        columns = batch.c
        oldest = (
            sa.select(columns.id)
            .where(
                columns.state.in_([_RECEIVED, _RUNNING]),
                KNOWN,
                sa.or_(columns.taken_until.is_(None), columns.taken_until < sa.func.now()),
                sa.or_(columns.not_before.is_(None), columns.not_before <= sa.func.now()),
            )
            .order_by(columns.treatment_number, columns.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        statement = (
            sa.update(batch)
            .where(columns.id == oldest)
            .values(
                state=BatchState.RUNNING.value,
                taken_until=until,
                attempts=columns.attempts + 1,
                begun_at=sa.func.coalesce(columns.begun_at, sa.func.now()),
            )
            .returning(*SELECTED)
        )
        row = (await self._connection.execute(statement)).first()
        return None if row is None else read_batch(row)

    async def advance(
        self, taken: Batch, position: int, counts: Counts, until: datetime, *, given_up: int = 0
    ) -> Batch:
        """Notes that the items up to `position` have their outcome, which ends the attempts. Raises BatchLost.

        And how far the file is read, as `taken.progress` has it.
        """
        total = taken.counts + counts
        values = {
            "position": position,
            "accepted": total.accepted,
            "duplicates": total.duplicates,
            "unresolved": total.unresolved,
            "rejected": total.rejected,
            "remarks": total.remarks,
            "taken_until": until,
            "attempts": 0,
            "given_up": taken.given_up + given_up,
            "bytes_read": taken.progress.bytes_read,
            "lines_read": taken.progress.lines_read,
        }
        return await self._updated(self._is_where(taken), values, taken)

    async def note_read(self, taken: Batch, until: datetime) -> Batch:
        """Notes how far the file is read, as `taken.progress` has it, while nothing comes of it. Raises BatchLost.

        The attempts stay: the batch got no further.
        """
        values = {"taken_until": until, "bytes_read": taken.progress.bytes_read}
        return await self._updated(self._is_where(taken), values, taken)

    async def finish(self, taken: Batch, at: datetime) -> Batch:
        """Ends a batch, as failed if some of it was given up, and forgets the bytes of its file. Raises BatchLost."""
        state = BatchState.FAILED if taken.given_up else BatchState.FINISHED
        values = {"state": state.value, "finished_at": at, "taken_until": None, "bytes_read": taken.size}
        finished = await self._updated(self._is_where(taken), values, taken)
        await self._connection.execute(sa.delete(batch_file).where(batch_file.c.batch_id == taken.id))
        return finished

    async def release(self, taken: Batch, not_before: datetime | None = None) -> None:
        """Lets another worker go on with a batch, at once or later. No attempt is counted."""
        attempts = sa.func.greatest(batch.c.attempts - 1, 0)
        await self._let_go(taken, attempts=attempts, not_before=not_before)

    async def set_aside(self, taken: Batch, error: str, not_before: datetime) -> None:
        """Lets go of a batch that could not be processed, not to be taken before the time given."""
        await self._let_go(taken, last_error=error, not_before=not_before)

    async def piece(self, batch_id: UUID, number: int) -> bytes | None:
        """A piece of a file as it was kept, counted from 0; None after the last."""
        columns = batch_file.c
        query = sa.select(columns.data).where(columns.batch_id == batch_id, columns.number == number)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def reports(
        self, batch_id: UUID, *, after: int, limit: int, outcomes: Collection[Outcome] = ()
    ) -> tuple[LineReport, ...]:
        """Lines of the report as they are by now, after an ordinal (-1: the first); of `outcomes`, all if empty."""
        query = _REPORT.where(batch_item.c.batch_id == batch_id, batch_item.c.ordinal > after)
        if outcomes:
            query = query.where(_REPORT.selected_columns.outcome.in_([outcome.value for outcome in outcomes]))
        rows = await self._connection.execute(query.order_by(batch_item.c.ordinal).limit(limit))
        return tuple(read_report(row) for row in rows)

    async def without_person(self, batch_id: UUID, lines: Collection[int]) -> Collection[int]:
        """Those of some lines of which an item found nobody when it was first looked for."""
        item = batch_item.c
        wanted = sa.any_(sa.literal(list(lines), sa.ARRAY(sa.BigInteger)))
        query = sa.select(item.line).where(item.batch_id == batch_id, item.line == wanted)
        return frozenset(await self._connection.scalars(query.where(item.outcome == Outcome.UNRESOLVED.value)))

    async def _let_go(self, taken: Batch, **values: Any) -> None:
        statement = sa.update(batch).where(batch.c.id == taken.id, self._is_where(taken))
        await self._connection.execute(statement.values(taken_until=None, **values))

    @staticmethod
    def _is_where(taken: Batch) -> sa.ColumnElement[bool]:
        # A worker that was thought dead and comes back finds another position, and must not write.
        return sa.and_(batch.c.state == _RUNNING, batch.c.position == taken.position)

    async def _updated(self, condition: sa.ColumnElement[bool], values: dict[str, Any], before: Batch) -> Batch:
        statement = sa.update(batch).where(batch.c.id == before.id, condition).values(values).returning(*SELECTED)
        row = (await self._connection.execute(statement)).first()
        if row is None:
            raise BatchLost(str(before.id))
        return read_batch(row)
