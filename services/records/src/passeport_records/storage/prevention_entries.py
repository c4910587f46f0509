"""Entries that may enter the passeport de prévention, in PostgreSQL, of all passports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import Entry, EntryState, Kind, Nature
from passeport_records.referentials.domain.terms import Scheme
from passeport_records.storage.dispute_table import dispute
from passeport_records.storage.entry_rows import SELECTED, among, read_entry
from passeport_records.storage.tables import entry, referential_term

__all__ = ["SqlPreventionEntries"]

_STANDS = sa.select(*SELECTED).where(
    entry.c.nature == Nature.GUARANTEED.value, entry.c.state == EntryState.ACTIVE.value
)
_LISTED = sa.select(referential_term.c.code).where(referential_term.c.scheme == Scheme.PREVENTION.value)
_NUMBER = entry.c.details["code"].as_string()
_LEADS_TO = entry.c.details["certification_code"].as_string()


class SqlPreventionEntries:
    """Implements `passeport_records.usecases.ports.PreventionEntries`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def standing(self, names: Collection[tuple[UUID, UUID]]) -> Sequence[Entry]:
        """Those of some guaranteed entries, named by person and identifier, that stand; contested ones say so."""
        rows = await self._connection.execute(_STANDS.where(among(names, entry.c.person_id, entry.c.id)))
        found = [read_entry(row) for row in rows]
        open_ = sa.select(dispute.c.entry_id).where(
            among(names, dispute.c.person_id, dispute.c.entry_id), dispute.c.closed_at.is_(None)
        )
        contested = set(await self._connection.scalars(open_))
        return [replace(each, contested=True) if each.id in contested else each for each in found]

    async def listed(self, after: tuple[UUID, UUID] | None, limit: int) -> Sequence[Entry]:
        """The next entries that stand and whose certification is on the list, by person and identifier.

        Among them are trainings that do not enter for all that: `domain.prevention` says which do.
        """
        place = (entry.c.person_id, entry.c.id)
        leads = sa.and_(entry.c.kind == Kind.TRAINING.value, _LEADS_TO.in_(_LISTED))
        query = _STANDS.where(sa.or_(_NUMBER.in_(_LISTED), leads))
        if after is not None:
            query = query.where(sa.tuple_(*place) > sa.tuple_(*map(sa.literal, after)))
        rows = await self._connection.execute(query.order_by(*place).limit(limit))
        return [read_entry(row) for row in rows]
