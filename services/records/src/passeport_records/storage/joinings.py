"""What holders decided of offers to join two entries, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import Entry, EntryState, Kind
from passeport_records.domain.joining import Decision, Pair
from passeport_records.storage.entry_rows import SELECTED, read_entry
from passeport_records.storage.joining_table import joining as table
from passeport_records.storage.tables import entry

__all__ = ["JOINED_IDS", "SqlJoinings"]

_OF_PERSON: sa.BindParameter[Sequence[UUID]] = sa.bindparam("person_ids", expanding=True)
_other = entry.alias("other")
JOINED_IDS = (
    sa.select(table.c.declared_id)
    .join(_other, _other.c.id == table.c.guaranteed_id)
    .where(
        table.c.person_id.in_(_OF_PERSON),
        table.c.decision == Decision.JOINED.value,
        _other.c.person_id.in_(_OF_PERSON),
        _other.c.state == EntryState.ACTIVE.value,
    )
)
"""The declared entries in whose stead a guaranteed one is listed, which still holds."""


class SqlJoinings:
    """Implements `passeport_records.usecases.ports.Joinings`."""

    def __init__(self, connection: AsyncConnection, person_ids: Sequence[UUID]) -> None:
        self._connection = connection
        self._person_ids = person_ids

    async def entries(self, kinds: Collection[Kind]) -> Sequence[Entry]:
        """All active entries of these kinds, those that a joining hides in lists too."""
        query = sa.select(*SELECTED).where(
            entry.c.person_id.in_(self._person_ids),
            entry.c.state == sa.literal(EntryState.ACTIVE.value, literal_execute=True),
            entry.c.kind.in_([kind.value for kind in kinds]),
        )
        query = query.order_by(entry.c.rank.desc(), entry.c.place.desc(), entry.c.dated_on.desc(), entry.c.id.desc())
        return [read_entry(row) for row in await self._connection.execute(query)]

    async def decided(self) -> Mapping[Pair, Decision]:
        """What was decided of each pair."""
        query = sa.select(table).where(table.c.person_id.in_(self._person_ids))
        rows = await self._connection.execute(query)
        return {(row.declared_id, row.guaranteed_id): Decision(row.decision) for row in rows}

    async def decide(self, declared: Entry, guaranteed: Entry, decision: Decision, at: datetime) -> None:
        """Notes what is decided of a pair, in place of what was before."""
        said = {"decision": decision.value, "decided_at": at}
        key = {"person_id": declared.person_id, "declared_id": declared.id, "guaranteed_id": guaranteed.id}
        noted = insert(table).values(**key, **said)
        await self._connection.execute(noted.on_conflict_do_update(index_elements=[*key], set_=said))
