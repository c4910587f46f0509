"""The line of publications in PostgreSQL. The server's clock decides whose turn it is and which lease has lapsed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_dossier.storage.persons import ids_of
from passeport_publishing.domain.layout import Template
from passeport_publishing.domain.model_json import model_from_json, model_to_json
from passeport_publishing.domain.publication import DraftRef
from passeport_publishing.domain.queued import TURN, InTurn, QueuedPublication, QueuedState
from passeport_publishing.domain.request import Chosen, PublicationRequest
from passeport_publishing.domain.snapshot import PublicationKind
from passeport_publishing.domain.snapshot_json import snapshot_from_json, snapshot_to_json
from passeport_publishing.storage.tables import queued_publication as table
from passeport_publishing.usecases.ports import RequestTaken
from passeport_publishing.usecases.queue_ports import Line

__all__ = ["SqlQueue"]

_log = structlog.get_logger(__name__)
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended('queue of ' || :person_id, 0))")
_SHOWN = (
    table.c.id,
    table.c.person_id,
    table.c.state,
    table.c.title,
    table.c.model,
    table.c.draft_id,
    table.c.draft_version,
    table.c.queued_at,
    table.c.ended_at,
    table.c.outcome_id,
    table.c.failure,
    table.c.publication_id,
)
# As the index has it, which only those in line are in.
_PENDING = sa.text("queued_publication.state = 'pending'")
_LINE = sa.text(
    "SELECT count(*), extract(epoch FROM now() - min(queued_at)) FROM queued_publication WHERE state = 'pending'"
)
_NEXT = (
    sa.select(table.c.person_id, table.c.id)
    .where(_PENDING, table.c.due_at <= sa.func.now())
    .order_by(table.c.turn_at, table.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .cte("next_one")
)
_TAKE = (
    sa.update(table)
    .where(table.c.person_id == _NEXT.c.person_id, table.c.id == _NEXT.c.id)
    .values(
        lease=sa.bindparam("taking"),
        due_at=sa.func.now() + sa.bindparam("lasting", type_=sa.Interval),
        attempts=table.c.attempts + 1,
    )
    .returning(
        *(table.c.person_id, table.c.id, table.c.request_id, table.c.fingerprint, table.c.model, table.c.draft_id),
        *(table.c.draft_version, table.c.snapshot, table.c.photo, table.c.attempts),
        (sa.func.now() - table.c.queued_at).label("waited"),
    )
)


class SqlQueue:
    """Implements `passeport_publishing.usecases.queue_ports.Queue`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def take_turn(self, person_id: UUID) -> None:
        """Makes those who put publications of a person in line take turns, to the end of the transaction."""
        await self._connection.execute(_LOCK, {"person_id": str(person_id)})

    async def lengths(self, person_id: UUID) -> tuple[int, int]:
        """How many are in line of this holder, and in all."""
        mine = table.c.person_id.in_(await ids_of(self._connection, person_id))
        query = sa.select(sa.func.count().filter(mine), sa.func.count()).where(_PENDING)
        of_holder, in_all = (await self._connection.execute(query.select_from(table))).one()
        return of_holder, in_all

    async def add(self, publication_id: UUID, chosen: Chosen) -> QueuedPublication:
        """Puts one in line. Raises RequestTaken."""
        draft = chosen.request.draft
        added = insert(table).values(
            **_pending(chosen),
            person_id=chosen.person_id,
            id=publication_id,
            request_id=chosen.request.request_id,
            fingerprint=chosen.fingerprint,
            model=model_to_json(chosen.request.model),
            draft_id=draft and draft.draft_id,
            draft_version=draft and draft.version,
        )
        row = await self._connection.execute(added.on_conflict_do_nothing().returning(*_SHOWN))
        found = row.one_or_none()
        if found is None:
            raise RequestTaken
        return _shown(found)

    async def add_again(self, publication_id: UUID, chosen: Chosen) -> QueuedPublication:
        """Puts one that failed in line again."""
        failed = sa.update(table).where(table.c.person_id == chosen.person_id, table.c.id == publication_id)
        return _shown((await self._connection.execute(failed.values(**_pending(chosen)).returning(*_SHOWN))).one())

    async def of_request(self, person_id: UUID, request_id: str) -> tuple[QueuedPublication, bytes] | None:
        """The one that a request put in line, and what it asked for."""
        mine = table.c.person_id.in_(await ids_of(self._connection, person_id))
        query = sa.select(*_SHOWN, table.c.fingerprint).where(mine, table.c.request_id == request_id)
        row = (await self._connection.execute(query)).first()
        return None if row is None else (_shown(row), row.fingerprint)

    async def get(self, person_id: UUID, publication_id: UUID, *, lock: bool = False) -> QueuedPublication | None:
        """Gets one of this holder, locked against other changes if asked."""
        query = sa.select(*_SHOWN).where(*await self._one(person_id, publication_id))
        found = (await self._connection.execute(query.with_for_update() if lock else query)).one_or_none()
        return None if found is None else _shown(found)

    async def request_of(self, person_id: UUID, publication_id: UUID) -> tuple[PublicationRequest, bytes] | None:
        """What one of this holder was asked for by, and the fingerprint; locked against other changes."""
        query = sa.select(table).where(*await self._one(person_id, publication_id)).with_for_update()
        row = (await self._connection.execute(query)).one_or_none()
        return None if row is None else (_request(row), row.fingerprint)

    async def waiting(self, person_id: UUID) -> Sequence[QueuedPublication]:
        """Those of a holder that are in line or failed, newest first."""
        mine = table.c.person_id.in_(await ids_of(self._connection, person_id))
        query = sa.select(*_SHOWN).where(mine, table.c.state != QueuedState.PUBLISHED.value)
        rows = await self._connection.execute(query.order_by(table.c.queued_at.desc(), table.c.id))
        return [_shown(row) for row in rows]

    async def outcomes(self, person_id: UUID, since: datetime, most: int) -> Sequence[QueuedPublication]:
        """Those of a holder that were published or failed from a moment on, oldest first."""
        mine = table.c.person_id.in_(await ids_of(self._connection, person_id))
        query = sa.select(*_SHOWN).where(mine, table.c.ended_at >= since)
        rows = await self._connection.execute(query.order_by(table.c.ended_at, table.c.outcome_id).limit(most))
        return [_shown(row) for row in rows]

    async def remove(self, person_id: UUID, publication_id: UUID) -> None:
        """Takes one out of line."""
        await self._connection.execute(sa.delete(table).where(*await self._one(person_id, publication_id)))

    async def take(self, lease: UUID, lasting: timedelta) -> InTurn | None:
        """Takes the one whose turn it is: nobody else takes it for so long. None: there is none for now."""
        row = (await self._connection.execute(_TAKE, {"taking": lease, "lasting": lasting})).one_or_none()
        if row is None:
            return None
        return InTurn(row.id, row.person_id, lease, _chosen(row), row.attempts, row.waited)

    async def renew(self, turn: InTurn, lasting: timedelta) -> bool:
        """Keeps one that was taken for so much longer; False when it is not this lease's any more."""
        return await self._change(turn, due_at=sa.func.now() + sa.literal(lasting, sa.Interval))

    async def put_off(self, turn: InTurn, pause: timedelta, *, in_vain: bool) -> None:
        """Gives back one that was taken, to be taken again after a pause; `in_vain` counts it as an attempt."""
        attempts = table.c.attempts if in_vain else table.c.attempts - 1
        due_at = sa.func.now() + sa.literal(pause, sa.Interval)
        await self._change(turn, lease=None, due_at=due_at, attempts=attempts)

    async def drop_photos(self, person_id: UUID) -> None:
        """Erases the photo of those of a holder that are in line, and takes them from whoever has one in hand."""
        mine = table.c.person_id.in_(await ids_of(self._connection, person_id))
        shown = sa.update(table).where(mine, _PENDING, table.c.photo.is_not(None))
        await self._connection.execute(shown.values(photo=None, lease=None, due_at=sa.func.now()))

    async def end(
        self, turn: InTurn, at: datetime, outcome_id: UUID, *, publication_id: UUID | None = None, failure: str = ""
    ) -> bool:
        """Ends one that was taken, published or failed; what was read for it is erased. False when it is not this
        lease's any more, or not there.
        """
        state = QueuedState.FAILED if publication_id is None else QueuedState.PUBLISHED
        return await self._change(
            turn,
            state=state.value,
            lease=None,
            snapshot=sa.null(),
            photo=None,
            ended_at=at,
            outcome_id=outcome_id,
            failure=failure,
            publication_id=publication_id,
        )

    async def line(self) -> Line:
        """How long the line is."""
        length, seconds = (await self._connection.execute(_LINE)).one()
        return Line(length, timedelta(seconds=float(seconds or 0)))

    async def _change(self, turn: InTurn, **values: Any) -> bool:
        mine = sa.and_(table.c.person_id == turn.person_id, table.c.id == turn.id, table.c.lease == turn.lease)
        return (await self._connection.execute(sa.update(table).where(mine).values(**values))).rowcount == 1

    async def _one(self, person_id: UUID, publication_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
        return table.c.person_id.in_(await ids_of(self._connection, person_id)), table.c.id == publication_id


def _draft(row: Any) -> DraftRef | None:
    return DraftRef(row.draft_id, row.draft_version) if row.draft_id else None


def _request(row: Any) -> PublicationRequest:
    return PublicationRequest(row.request_id, model_from_json(row.model), _draft(row))


def _chosen(row: Any) -> Chosen | None:
    try:
        request, snapshot = _request(row), snapshot_from_json(row.snapshot)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the line goes on
        # Its name alone: the rest may quote what the holder wrote.
        _log.warning("publication in line not read", because=type(error).__name__, publication_id=str(row.id))
        return None
    return Chosen(row.person_id, request, row.fingerprint, snapshot, row.photo)


def _pending(chosen: Chosen) -> dict[str, Any]:
    others = table.alias()
    ahead = sa.select(sa.func.count()).select_from(others).where(
        others.c.person_id == chosen.person_id, others.c.state == QueuedState.PENDING.value
    )  # fmt: skip
    return {
        "title": chosen.snapshot.title,
        "snapshot": snapshot_to_json(chosen.snapshot),
        "photo": chosen.photo,
        "state": QueuedState.PENDING.value,
        "queued_at": sa.func.now(),
        "turn_at": sa.func.now() + ahead.scalar_subquery() * sa.literal(TURN, sa.Interval),
        "due_at": sa.func.now(),
        "lease": None,
        "attempts": 0,
        "ended_at": None,
        "outcome_id": None,
        "failure": "",
    }


def _shown(row: Any) -> QueuedPublication:
    # Read so that another release's, which this one cannot publish, is shown all the same.
    said, kind = row.model, row.model.get("kind") or PublicationKind.CV.value
    return QueuedPublication(
        id=row.id,
        person_id=row.person_id,
        state=QueuedState(row.state),
        title=row.title,
        language=said["language"],
        template=(said.get("template") or Template.CLASSIC.value) if kind == PublicationKind.CV else "",
        kind=kind,
        draft=_draft(row),
        queued_at=row.queued_at,
        ended_at=row.ended_at,
        outcome_id=row.outcome_id,
        failure=row.failure,
        publication_id=row.publication_id,
    )
