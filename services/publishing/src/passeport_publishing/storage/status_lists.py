"""Status lists in PostgreSQL: entries are rows, and the bits are read off the publications' states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_publishing.domain.model import ENTRIES_LIMIT
from passeport_publishing.domain.publication import State
from passeport_publishing.domain.status import (
    LIST_CAPACITY,
    AwardList,
    Purpose,
    StatusEntry,
    TokenStatus,
    draw_indices,
    read_list_id,
)
from passeport_publishing.storage.tables import forgotten_publication as forgotten
from passeport_publishing.storage.tables import publication, status_entry, status_list
from passeport_publishing.usecases.ports import IndexTaken

__all__ = ["SqlStatusLists", "count_entries"]


def _value(status: TokenStatus) -> sa.ColumnElement[int]:
    return sa.literal_column(str(status.value), sa.Integer)


# In a list at most half full, all of so many being taken is a matter of once in four billion.
_DRAWN_AT_ONCE = 32
# The newest list of each purpose, and which of the places drawn are taken in it.
_OPEN = sa.text(
    """
    SELECT p.purpose, newest.number, newest.taken, ARRAY(
        SELECT e.index FROM status_entry AS e
        WHERE e.list_id = p.purpose || '-' || newest.number AND e.index = ANY (:drawn)
    ) AS occupied
    FROM unnest(:purposes) AS p (purpose) LEFT JOIN LATERAL (
        SELECT number, taken FROM status_list WHERE status_list.purpose = p.purpose ORDER BY number DESC LIMIT 1
    ) AS newest ON true
    """
).bindparams(sa.bindparam("purposes", type_=ARRAY(sa.Text)), sa.bindparam("drawn", type_=ARRAY(sa.Integer)))
_LONG_AGO = sa.literal_column("'-infinity'::timestamptz", sa.DateTime(timezone=True))
_AT = sa.bindparam("at", type_=sa.DateTime(timezone=True))


def _by_then(since: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether something had come about at the moment asked about; without one, whether it has at all."""
    return sa.or_(sa.and_(_AT.is_(None), since.is_not(None)), since <= _AT)


# Rows of before revision 0012 know the moment of the last state only, and those of persons forgotten before it none.
_SUPERSEDED = sa.and_(
    sa.or_(sa.func.cardinality(publication.c.changed_record_ids) > 0, forgotten.c.refresh),
    _by_then(
        sa.func.coalesce(publication.c.superseded_at, forgotten.c.superseded_at, publication.c.state_at, _LONG_AGO)
    ),
)
_REVOKED = _by_then(sa.func.coalesce(publication.c.revoked_at, forgotten.c.revoked_at))
_OVER = sa.and_(
    sa.or_(publication.c.state == State.WITHDRAWN.value, forgotten.c.revocation),
    _by_then(sa.func.coalesce(publication.c.withdrawn_at, forgotten.c.withdrawn_at, publication.c.state_at, _LONG_AGO)),
)
_BIT_IS_SET = {Purpose.REFRESH: _SUPERSEDED, Purpose.REVOCATION: _OVER}


# Literals, so that what is grouped by is seen to be what is selected.
def _status(changed: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case(
        (_REVOKED, _value(TokenStatus.REVOKED)),
        (_OVER, _value(TokenStatus.WITHDRAWN)),
        (changed, _value(TokenStatus.SUPERSEDED)),
        else_=_value(TokenStatus.VALID),
    )


def _award_changed(position: int) -> sa.ColumnElement[bool]:
    changed = publication.c.record_ids[position] == sa.any_(publication.c.changed_record_ids)
    # Which of its records changed is not kept of a publication whose holder's time is over.
    return sa.or_(changed, forgotten.c.refresh)


_token_status = _status(_SUPERSEDED)


async def count_entries(connection: AsyncConnection, entries: Sequence[StatusEntry]) -> None:
    """Counts the places that a publication took, opening their lists if need be.

    Last in its transaction: from here on, whoever takes a place in the same list waits.
    """
    # In one order, so that two transactions never wait for each other.
    lists = [
        {"id": list_id, "purpose": purpose.value, "number": int(list_id.rpartition("-")[2]), "taken": 1}
        for list_id, purpose in sorted((entry.list_id, entry.purpose) for entry in entries)
    ]
    counted = insert(status_list).values(lists)
    await connection.execute(
        counted.on_conflict_do_update(index_elements=[status_list.c.id], set_={"taken": status_list.c.taken + 1})
    )


class SqlStatusLists:
    """Implements `passeport_publishing.usecases.ports.StatusLists`."""

    def __init__(self, connection: AsyncConnection, *, capacity: int = LIST_CAPACITY) -> None:
        self._connection = connection
        self._capacity = capacity

    async def free_entries(self) -> tuple[StatusEntry, ...]:
        """Finds a free place in the open list of each purpose; adding the publication takes them."""
        # Each by itself: a place in one list must not tell that in the other.
        drawn = {purpose: draw_indices(_DRAWN_AT_ONCE) for purpose in Purpose}
        asked = {"purposes": [purpose.value for purpose in drawn], "drawn": [*chain.from_iterable(drawn.values())]}
        found = {row.purpose: row for row in await self._connection.execute(_OPEN, asked)}
        return tuple(self._free(purpose, found[purpose.value], indices) for purpose, indices in drawn.items())

    def _free(self, purpose: Purpose, newest: Any, drawn: Sequence[int]) -> StatusEntry:
        number, occupied = newest.number or 1, newest.occupied
        if newest.number and newest.taken >= self._capacity:
            number, occupied = number + 1, ()
        free = [index for index in drawn if index not in occupied]
        if not free:
            raise IndexTaken
        return StatusEntry(f"{purpose.value}-{number}", purpose, free[0])

    async def opened(self, list_id: str) -> tuple[Purpose, datetime] | None:
        """The purpose of a list, and when it was opened; None when there is no such list."""
        if read_list_id(list_id) is None:
            return None
        query = sa.select(status_list.c.purpose, status_list.c.opened_at).where(status_list.c.id == list_id)
        found = (await self._connection.execute(query)).one_or_none()
        return None if found is None else (Purpose(found.purpose), found.opened_at)

    async def revocation_lists(self) -> Sequence[str]:
        """The revocation lists that there are, the oldest first."""
        query = (
            sa.select(status_list.c.id)
            .where(status_list.c.purpose == Purpose.REVOCATION.value)
            .order_by(status_list.c.number)
        )
        return list(await self._connection.scalars(query))

    async def set_indices(self, list_id: str, purpose: Purpose, at: datetime | None = None) -> Sequence[int]:
        """The indices whose bit is set, or was at a moment."""
        # One array: a list may have tens of thousands of them.
        query = _of_list(sa.func.array_agg(status_entry.c.index)).where(_BIT_IS_SET[purpose])
        return await self._connection.scalar(query, {"wanted": list_id, "at": at}) or []

    async def token_statuses(self, list_id: str, at: datetime | None = None) -> Mapping[TokenStatus, Sequence[int]]:
        """The indices of a revocation list by what became of their publications, or had become; not those valid."""
        query = (
            _of_list(_token_status.label("status"), sa.func.array_agg(status_entry.c.index).label("indices"))
            .where(_token_status.not_in([TokenStatus.VALID.value]))
            .group_by(_token_status)
        )
        rows = await self._connection.execute(query, {"wanted": list_id, "at": at})
        return {TokenStatus(row.status): row.indices for row in rows}

    async def most_items(self, revocation: str) -> int:
        """How many items the publications of a revocation list have at most, as far as that is kept."""
        # Of a publication whose holder's time is over it is not, and its badges are still looked up.
        items = sa.func.coalesce(sa.func.cardinality(publication.c.record_ids), ENTRIES_LIMIT)
        query = _of_list(sa.func.max(items))
        return await self._connection.scalar(query, {"wanted": revocation, "at": None}) or 0

    async def award_indices(self, of: AwardList) -> Sequence[int]:
        """The indices of awards that must no longer be used: withdrawn, revoked, or changed by their source."""
        over = sa.or_(_OVER, _award_changed(of.position))
        query = _of_list(sa.func.array_agg(status_entry.c.index)).where(over)
        return await self._connection.scalar(query, {"wanted": of.revocation, "at": None}) or []

    async def status_at(self, of: str | AwardList, index: int) -> TokenStatus:
        """What became of the publication that has a place, or of its award; VALID where nobody has it, as in lists."""
        list_id, status = (
            (of, _token_status) if isinstance(of, str) else (of.revocation, _status(_award_changed(of.position)))
        )
        query = _of_list(status).where(status_entry.c.index == index)
        found = await self._connection.scalar(query, {"wanted": list_id, "at": None})
        return TokenStatus.VALID if found is None else TokenStatus(found)

    async def entries_of(self, publication_id: UUID) -> Sequence[StatusEntry]:
        """The places of a publication."""
        query = (
            sa.select(status_entry.c.list_id, status_entry.c.index, status_list.c.purpose)
            .join_from(status_entry, status_list, status_list.c.id == status_entry.c.list_id)
            .where(status_entry.c.publication_id == publication_id)
            .order_by(status_entry.c.list_id)
        )
        rows = await self._connection.execute(query)
        return [StatusEntry(list_id, Purpose(purpose), index) for list_id, index, purpose in rows]


def _of_list(*columns: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """What is asked of the places of one list, with what became of each publication."""
    return (
        sa.select(*columns)
        .select_from(status_entry)
        .outerjoin(forgotten, forgotten.c.id == status_entry.c.publication_id)
        .outerjoin(
            publication,
            sa.and_(
                publication.c.person_id == status_entry.c.person_id,
                publication.c.id == status_entry.c.publication_id,
            ),
        )
        .where(status_entry.c.list_id == sa.bindparam("wanted"))
    )
