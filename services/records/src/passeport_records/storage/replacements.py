"""Which declarations of the DSN no longer count, in PostgreSQL, and the entries that stand on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.employment import Retraction
from passeport_records.domain.harvest import Held, SourceKey, whosever
from passeport_records.domain.known import Stamp
from passeport_records.domain.provenance import Source
from passeport_records.domain.replacing import Slot
from passeport_records.domain.slots import takes_back, unsigned
from passeport_records.storage.entry_rows import HELD, among, read_held
from passeport_records.storage.guaranteed_entries import told_apart
from passeport_records.storage.replacement_table import replaced_declaration, replacement
from passeport_records.storage.tables import entry, entry_source

__all__ = ["SqlReplacements"]

# Told apart from other locks by its first half; two slots with one number wait for one another, which harms nobody.
_LOCK = 0x44534E
_LOCKS = sa.text(
    "SELECT CASE WHEN exclusive THEN pg_advisory_xact_lock(:space, number)::text "
    "ELSE pg_advisory_xact_lock_shared(:space, number)::text END "
    "FROM unnest(CAST(:numbers AS integer[]), CAST(:exclusives AS boolean[])) AS asked (number, exclusive)"
)


class SqlReplacements:
    """Implements `passeport_records.usecases.ports.Replacements`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, told: Collection[Slot], taken_back: Collection[Slot]) -> Mapping[Slot, Stamp]:
        """Up to which message declarations no longer count; see `batch_ports.Replacements`."""
        with told_apart():
            await self._lock({*told, *taken_back}, set(taken_back))
        places = sorted({*told, *((siret, unsigned(slot)) for siret, slot in told)})
        query = sa.union_all(*(_noted(table, places) for table in (replacement, replaced_declaration)))
        known: dict[Slot, Stamp] = {}
        for row in await self._connection.execute(query):
            place, stamp = (row.siret, row.slot), Stamp(row.as_of, row.made, row.number, replacing=True)
            known[place] = max(stamp, known.get(place, stamp))
        return known

    async def standing(self, slot: Slot, left: Collection[SourceKey] = ()) -> Collection[Held]:
        """The entries that stand on a declaration, but for those of `left`, locked until the end of the transaction.

        An entry may have come to it by one that it goes on for, whose keys still lead to that one.
        """
        siret, named = slot
        of_establishment = sa.select(entry_source.c.person_id, entry_source.c.entry_id).where(
            entry_source.c.source == Source.DSN.value, entry_source.c.sender == siret
        )
        goes_on = entry.c.continued_by.is_not(None)
        asked = sa.and_(
            sa.tuple_(entry.c.person_id, entry.c.id).in_(of_establishment),
            sa.or_(goes_on, *(entry.c.told.contains(f'"{one}"', autoescape=True) for one in {named, unsigned(named)})),
        )
        found: dict[UUID, Held] = {}
        while True:
            held = await self._locked(asked)
            found |= {each.entry.id: each for each in held if each.continued_by is None}
            heirs = {(each.entry.person_id, each.continued_by) for each in held if each.continued_by}
            if not (missing := [heir for heir in heirs if heir[1] not in found]):
                break
            asked = among(missing, entry.c.person_id, entry.c.id)
        kept = await self._known_as(left, found) if left else frozenset()
        return [
            each
            for each in found.values()
            if each.entry.id not in kept and each.known and any(takes_back(named, on) for on in each.known.slots)
        ]

    async def _known_as(self, left: Collection[SourceKey], found: Mapping[UUID, Held]) -> frozenset[UUID]:
        column = entry_source.c
        places = [(held.entry.person_id, held.entry.id) for held in found.values()]
        query = sa.select(column.sender, column.sender_key, column.entry_id).where(
            column.source == Source.DSN.value, among(places, column.person_id, column.entry_id)
        )
        rows = await self._connection.execute(query)
        return frozenset(
            row.entry_id for row in rows if whosever(SourceKey(Source.DSN, row.sender, row.sender_key)) in left
        )

    async def _locked(self, asked: sa.ColumnElement[bool]) -> list[Held]:
        query = sa.select(*HELD).where(asked).order_by(entry.c.person_id, entry.c.id).with_for_update(of=entry)
        with told_apart():
            return [read_held(row) for row in await self._connection.execute(query)]

    async def note(self, batch_id: UUID, taken_back: Collection[Retraction]) -> None:
        """Keeps which declarations no longer count, so that one that comes later does not either."""
        for each in taken_back:
            stamp = each.stamp
            values = {"as_of": stamp.as_of, "made": stamp.made, "number": stamp.number}
            statement = insert(replacement).values(siret=each.siret, slot=each.slot, batch_id=batch_id, **values)
            given, had = statement.excluded, replacement.c
            statement = statement.on_conflict_do_update(
                index_elements=["siret", "slot", "batch_id"],
                set_={name: given[name] for name in values},
                where=sa.tuple_(had.as_of, had.made, had.number) < sa.tuple_(given.as_of, given.made, given.number),
            )
            await self._connection.execute(statement)

    async def _lock(self, slots: set[Slot], exclusive: set[Slot]) -> None:
        """Lets nobody tell of a declaration while another takes it back; in one order, and before rows are locked."""
        asked: dict[int, bool] = {}
        for slot in slots:
            number = _number(slot)
            asked[number] = asked.get(number, False) or slot in exclusive
        numbers = sorted(asked)
        values = {"space": _LOCK, "numbers": numbers, "exclusives": [asked[number] for number in numbers]}
        await self._connection.execute(_LOCKS, values)


def _noted(table: sa.Table, places: Collection[Slot]) -> sa.Select[*tuple[Any, ...]]:
    column = table.c
    query = sa.select(column.siret, column.slot, column.as_of, column.made, column.number)
    return query.where(sa.tuple_(column.siret, column.slot).in_(places))


def _number(slot: Slot) -> int:
    # Whoever sent it: what was kept with no sender is taken back by any.
    siret, named = slot
    return int.from_bytes(sha256(f"{siret}\n{unsigned(named)}".encode()).digest()[:4], "big", signed=True)
