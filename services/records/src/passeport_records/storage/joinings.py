"""What holders decided of offers to join two entries, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import Entry, EntryState, Kind, Nature
from passeport_records.domain.joining import Decision, Pair
from passeport_records.storage.disputes import SHOWN, read_shown
from passeport_records.storage.doubles import hidden_doubles
from passeport_records.storage.joining_table import joining as table
from passeport_records.storage.tables import entry

__all__ = ["JOINED_IDS", "SqlJoinings"]

_OF_PERSON: sa.BindParameter[Sequence[UUID]] = sa.bindparam("person_ids", expanding=True)
_mine, _other = entry.alias("mine"), entry.alias("other")
_OF_MINE = sa.and_(_mine.c.person_id == table.c.person_id, _mine.c.id == table.c.declared_id)
# What two sources said of one award they may correct: then the holder is asked anew whether they still say the same.
_AS_DECIDED = sa.or_(
    _mine.c.nature == Nature.DECLARED.value,
    sa.func.greatest(_mine.c.updated_at, _other.c.updated_at) <= table.c.decided_at,
)
JOINED_IDS = (
    sa.select(table.c.declared_id)
    .join(_mine, _OF_MINE)
    .join(_other, _other.c.id == table.c.guaranteed_id)
    .where(
        _AS_DECIDED,
        table.c.person_id.in_(_OF_PERSON),
        table.c.decision == Decision.JOINED.value,
        _other.c.person_id.in_(_OF_PERSON),
        _other.c.state == EntryState.ACTIVE.value,
    )
)
"""The entries in whose stead a guaranteed one is listed, which still holds."""


class SqlJoinings:
    """Implements `passeport_records.usecases.ports.Joinings`."""

    def __init__(self, connection: AsyncConnection, person_ids: Sequence[UUID]) -> None:
        self._connection = connection
        self._person_ids = person_ids

    async def entries(self, kinds: Collection[Kind]) -> Sequence[Entry]:
        """All active entries of these kinds, those that a joining hides in lists too; of a double the listed one."""
        query = sa.select(*SHOWN).where(
            entry.c.person_id.in_(_OF_PERSON),
            entry.c.state == sa.literal(EntryState.ACTIVE.value, literal_execute=True),
            entry.c.kind.in_([kind.value for kind in kinds]),
            entry.c.id.not_in(await self._doubles()),
        )
        query = query.order_by(entry.c.rank.desc(), entry.c.place.desc(), entry.c.dated_on.desc(), entry.c.id.desc())
        rows = await self._connection.execute(query, {"person_ids": self._person_ids})
        return [read_shown(row) for row in rows]

    async def decided(self) -> Mapping[Pair, Decision]:
        """What was decided of each pair; of two sources, unless one of them has said something else since.

        What was decided of a double is of the one that is listed; that it is joined, where two were decided of.
        """
        query = (
            sa.select(table)
            .join(_mine, _OF_MINE)
            .outerjoin(_other, sa.and_(_other.c.id == table.c.guaranteed_id, _other.c.person_id.in_(self._person_ids)))
            .where(
                table.c.person_id.in_(self._person_ids),
                sa.or_(table.c.decision != Decision.JOINED.value, _AS_DECIDED),
            )
        )
        doubles = await self._doubles()
        decided: dict[Pair, Decision] = {}
        for row in await self._connection.execute(query):
            pair, decision = (
                (row.declared_id, doubles.get(row.guaranteed_id, row.guaranteed_id)),
                Decision(row.decision),
            )
            if decided.get(pair) is not Decision.JOINED:
                decided[pair] = decision
        return decided

    async def decide(self, declared: Entry, guaranteed: Entry, decision: Decision, at: datetime) -> None:
        """Notes what is decided of a pair, in place of what was before, of a double of the guaranteed one too."""
        said = {"decision": decision.value, "decided_at": at}
        key = {"person_id": declared.person_id, "declared_id": declared.id, "guaranteed_id": guaranteed.id}
        noted = insert(table).values(**key, **said)
        await self._connection.execute(noted.on_conflict_do_update(index_elements=[*key], set_=said))
        doubles = [hidden for hidden, listed in (await self._doubles()).items() if listed == guaranteed.id]
        before = sa.and_(
            table.c.person_id.in_(self._person_ids),
            table.c.declared_id == declared.id,
            table.c.guaranteed_id.in_(doubles),
        )
        await self._connection.execute(sa.update(table).where(before).values(said))

    async def _doubles(self) -> Mapping[UUID, UUID]:
        return await hidden_doubles(self._connection, self._person_ids)
