"""Imports in PostgreSQL: uploads, who works on which, how far it is, and the results line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_chassis.db.rows import insert_columns
from passeport_prevention.domain.access import Partner
from passeport_prevention.domain.imports import Counts, Import, ImportState, LineResult, Outcome, ResultPage
from passeport_prevention.domain.training import Declarant
from passeport_prevention.errors import ImportNotFound
from passeport_prevention.storage.import_tables import import_file as table
from passeport_prevention.storage.import_tables import import_line, import_piece
from passeport_prevention.storage.tables import partner_key
from passeport_prevention.usecases.import_ports import ImportLost

__all__ = ["SqlImports"]

# Written into the statement, so that the partial indexes fit whatever plan is kept for it.
_RECEIVING, _RECEIVED, _RUNNING = (
    sa.literal(state.value, literal_execute=True)
    for state in (ImportState.RECEIVING, ImportState.RECEIVED, ImportState.RUNNING)
)
_WAITS = sa.and_(
    table.c.state.in_([_RECEIVED, _RUNNING]),
    sa.or_(table.c.taken_until.is_(None), table.c.taken_until < sa.func.now()),
    sa.or_(table.c.not_before.is_(None), table.c.not_before <= sa.func.now()),
)
_COUNTS = tuple(each.name for each in fields(Counts))
_OF_A_LINE = tuple(each.name for each in fields(LineResult) if each.name != "training_id")
# By the key of the line: of a worker whose time is over there is none any more, here no more than in his passport.
_TRAINING = (
    sa.select(partner_key.c.training_id)
    .where(
        partner_key.c.client_id == table.c.client_id,
        partner_key.c.partner_key == import_line.c.key,
        import_line.c.outcome.in_([Outcome.DECLARED.value, Outcome.ALREADY_DECLARED.value]),
    )
    .scalar_subquery()
    .label("training_id")
)
_RESULTS = sa.select(*(import_line.c[name] for name in _OF_A_LINE), _TRAINING).join(
    table, table.c.id == import_line.c.import_id
)


class SqlImports:
    """Implements `passeport_prevention.usecases.import_ports.Imports`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, opened: Import) -> None:
        """Begins an upload."""
        values = _write(opened) | {"upload_began_at": opened.created_at, "last_error": ""}
        await self._connection.execute(sa.insert(table).values(values))

    async def add_piece(self, import_id: UUID, number: int, data: bytes) -> None:
        """Keeps the next piece of a file, counted from 0."""
        await self._connection.execute(sa.insert(import_piece).values(import_id=import_id, number=number, data=data))

    async def piece(self, import_id: UUID, number: int) -> bytes | None:
        """A piece as it was kept; None after the last."""
        columns = import_piece.c
        query = sa.select(columns.data).where(columns.import_id == import_id, columns.number == number)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def receive(self, received: Import) -> Import:
        """Ends an upload. The same bytes under the same name, sent before by the same client: gives that import."""
        # Two uploads of the same file take turns, so that the second finds the first.
        partner = received.partner
        same = "\n".join((partner.client_id, received.file_name, received.sha256, received.declarant.value))
        await self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(same, 0))))
        query = sa.select(table).where(
            table.c.client_id == partner.client_id,
            table.c.file_name == received.file_name,
            table.c.sha256 == received.sha256,
            table.c.declarant == received.declarant.value,
            table.c.state != _RECEIVING,
        )
        if (earlier := (await self._connection.execute(query)).first()) is not None:
            await self.drop(received.id)
            return _read(earlier)
        values = _write(received) | {"state": ImportState.RECEIVED.value, "upload_began_at": None}
        return await self._updated(received, table.c.state == _RECEIVING, values)

    async def drop(self, import_id: UUID) -> None:
        """Forgets an upload that came to nothing."""
        await self._connection.execute(sa.delete(table).where(table.c.id == import_id, table.c.state == _RECEIVING))

    async def get(self, client_id: str, import_id: UUID) -> Import:
        """Gets a received import of a client. Raises ImportNotFound."""
        query = sa.select(table).where(
            table.c.id == import_id, table.c.client_id == client_id, table.c.state != _RECEIVING
        )
        if (row := (await self._connection.execute(query)).first()) is None:
            raise ImportNotFound
        return _read(row)

    async def take(self, until: datetime) -> Import | None:
        """Takes the one that waits longest for somebody to work on it, until the time given, and counts an attempt."""
        columns = table.c
        oldest = (
            sa.select(columns.id)
            .where(_WAITS)
            # Whoever was let go of stands behind those that came before that.
            .order_by(sa.func.coalesce(columns.not_before, columns.created_at), columns.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        statement = (
            sa.update(table)
            .where(columns.id == oldest)
            .values(state=ImportState.RUNNING.value, taken_until=until, attempts=columns.attempts + 1)
            .returning(*columns)
        )
        row = (await self._connection.execute(statement)).first()
        return None if row is None else _read(row)

    async def others_wait(self) -> bool:
        """Whether one waits for somebody to work on it."""
        return bool(await self._connection.scalar(sa.select(sa.exists().where(_WAITS))))

    async def renew(self, taken: Import, until: datetime) -> Import:
        """Keeps it until then. Raises ImportLost."""
        return await self._updated(taken, _is_where(taken), {"taken_until": until})

    async def advance(
        self,
        taken: Import,
        results: Sequence[LineResult],
        counts: Counts,
        until: datetime,
        last_line: int,
        *,
        given_up: bool = False,
    ) -> Import:
        """Adds results, from the position on; lines up to the last one have their outcome. Raises ImportLost.

        That ends the attempts, unless it is but said that lines are given up.
        """
        total = taken.counts + counts
        values = {name: getattr(total, name) for name in _COUNTS}
        values |= {"position": taken.position + len(results), "last_line": last_line, "taken_until": until}
        if not given_up:
            values["attempts"] = 0
        advanced = await self._updated(taken, _is_where(taken), values)
        if results:
            await insert_columns(self._connection, import_line, _columns(taken.id, results))
        return advanced

    async def finish(self, taken: Import, at: datetime, *, failed: bool = False) -> Import:
        """Ends it, as failed if lines were given up, and forgets the bytes of its file. Raises ImportLost."""
        given_up = sa.exists().where(import_line.c.import_id == taken.id, import_line.c.rule == "not_processed")
        failed = failed or bool(await self._connection.scalar(sa.select(given_up)))
        state = ImportState.FAILED if failed else ImportState.FINISHED
        finished = await self._updated(
            taken, _is_where(taken), {"state": state.value, "finished_at": at, "taken_until": None}
        )
        await self._connection.execute(sa.delete(import_piece).where(import_piece.c.import_id == taken.id))
        return finished

    async def release(self, taken: Import, not_before: datetime, *, error: str = "") -> None:
        """Lets another go on with it, not before the time given; without an error no attempt is counted."""
        values: dict[str, Any] = {"taken_until": None, "not_before": not_before}
        if error:
            values["last_error"] = error
        else:
            values["attempts"] = sa.func.greatest(table.c.attempts - 1, 0)
        mine = sa.and_(table.c.id == taken.id, _is_where(taken))
        await self._connection.execute(sa.update(table).where(mine).values(values))

    async def results(self, import_id: UUID, after: int, limit: int) -> ResultPage:
        """Results in the order of the file, after an ordinal (-1: the first)."""
        columns = import_line.c
        query = _RESULTS.where(columns.import_id == import_id, columns.ordinal > after)
        rows = (await self._connection.execute(query.order_by(columns.ordinal).limit(limit + 1))).all()
        found = tuple(_result(row) for row in rows[:limit])
        return ResultPage(found, found[-1].ordinal if len(rows) > limit else None)

    async def _updated(self, before: Import, condition: sa.ColumnElement[bool], values: dict[str, Any]) -> Import:
        statement = sa.update(table).where(table.c.id == before.id, condition).values(values).returning(*table.c)
        row = (await self._connection.execute(statement)).first()
        if row is None:
            raise ImportLost(str(before.id))
        return _read(row)


def _is_where(taken: Import) -> sa.ColumnElement[bool]:
    # A worker that was thought dead and comes back finds another lease or position, and must not write.
    lease = table.c.taken_until == taken.taken_until
    return sa.and_(table.c.state == _RUNNING, table.c.position == taken.position, lease)


def _write(value: Import) -> dict[str, Any]:
    return {
        "id": value.id,
        "client_id": value.partner.client_id,
        "partner_name": value.partner.name,
        "partner_siret": value.partner.siret,
        "declarant": value.declarant.value,
        "file_name": value.file_name,
        "size": value.size,
        "sha256": value.sha256,
        "lines": value.lines,
        "is_sound": value.is_sound,
        "layout": value.layout,
        "state": value.state.value,
        "position": value.position,
        **{name: getattr(value.counts, name) for name in _COUNTS},
        "created_at": value.created_at,
        "attempts": value.attempts,
    }


def _read(row: sa.Row[*tuple[Any, ...]]) -> Import:
    return Import(
        id=row.id,
        partner=Partner(row.client_id, row.partner_name, row.partner_siret),
        declarant=Declarant(row.declarant),
        file_name=row.file_name,
        created_at=row.created_at,
        state=ImportState(row.state),
        layout=row.layout,
        size=row.size,
        sha256=row.sha256,
        lines=row.lines,
        is_sound=row.is_sound,
        position=row.position,
        last_line=row.last_line,
        taken_until=row.taken_until,
        counts=Counts(*(getattr(row, name) for name in _COUNTS)),
        attempts=row.attempts,
        finished_at=row.finished_at,
        result_expired_at=row.result_expired_at,
    )


def _columns(import_id: UUID, results: Sequence[LineResult]) -> dict[str, list[Any]]:
    columns = {name: [getattr(result, name) for result in results] for name in _OF_A_LINE}
    outcomes = [outcome.value for outcome in columns["outcome"]]
    return {**columns, "outcome": outcomes, "import_id": [import_id] * len(results)}


def _result(row: sa.Row[*tuple[Any, ...]]) -> LineResult:
    values = {name: getattr(row, name) for name in _OF_A_LINE}
    return LineResult(**values | {"outcome": Outcome(row.outcome), "training_id": row.training_id})
