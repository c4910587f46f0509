"""Entries with all that lines told of them, in PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.employment import ContractKey
from passeport_records.domain.entry import Content, Kind, Nature
from passeport_records.domain.harvest import Held
from passeport_records.domain.provenance import Source
from passeport_records.domain.tellings import NO_GROUND, Ground, Telling
from passeport_records.storage.entry_rows import HELD, among, read_before, read_held
from passeport_records.storage.ground import read_grounds
from passeport_records.storage.tables import batch, confirmation, entry, entry_source, provenance_step
from passeport_records.storage.tellings import read_said

__all__ = ["Found", "Place", "contracts_of", "read_found"]

Place = tuple[UUID, UUID]
"""An entry: its person, and itself."""

_STEP = provenance_step.c
_SAID = confirmation.c
_KEY = entry_source.c
_OF_BATCH = (batch.c.treatment_number, batch.c.rollback_began_at)


@dataclass
class Found:
    """Entries by their places, and what was read of them; `torn` are those of which it is not all that lines told."""

    held: dict[Place, Held] = field(default_factory=dict)
    touched_by: dict[Place, UUID | None] = field(default_factory=dict)
    steps: dict[Place, list[sa.Row[Any]]] = field(default_factory=dict)
    confirmed: dict[Place, list[sa.Row[Any]]] = field(default_factory=dict)
    tellings: dict[Place, list[Telling]] = field(default_factory=dict)
    keys: dict[Place, dict[ContractKey, UUID]] = field(default_factory=dict)
    ground: dict[UUID, Ground] = field(default_factory=dict)
    torn: set[Place] = field(default_factory=set)

    def knows_whole(self, places: Iterable[Place]) -> bool:
        """Whether all that lines told of these is kept: weighed anew, the rest would give something else."""
        return not any(
            place in self.torn or any(row.told is None for row in self.steps.get(place, ())) for place in places
        )


async def read_found(connection: AsyncConnection, found: Found, places: Collection[Place]) -> None:
    """Reads entries, locked until the end of the transaction, and what was told of them."""
    query = sa.select(*HELD, entry.c.touched_by).where(among(places, entry.c.person_id, entry.c.id))
    query = query.order_by(entry.c.person_id, entry.c.id).with_for_update()
    for row in await connection.execute(query):
        found.held[row.person_id, row.id] = read_held(row)
        found.touched_by[row.person_id, row.id] = row.touched_by
    steps = sa.select(*(column for column in _STEP if column.name != "said"), *_OF_BATCH).join(
        batch, batch.c.id == _STEP.batch_id
    )
    steps = steps.where(among(places, _STEP.person_id, _STEP.entry_id)).order_by(_STEP.revision)
    found.steps |= _by_place(await connection.execute(steps))
    confirmed = sa.select(*_SAID, *_OF_BATCH)
    confirmed = confirmed.join(batch, batch.c.id == _SAID.batch_id).where(
        among(places, _SAID.person_id, _SAID.entry_id)
    )
    found.confirmed |= _by_place(await connection.execute(confirmed))
    models = {place[0]: held.entry for place, held in found.held.items() if held.entry.kind is Kind.EMPLOYMENT}
    found.ground |= await read_grounds(connection, models)
    for place in places:
        if place in found.held:
            found.tellings[place] = _tellings(found, place)


async def contracts_of(connection: AsyncConnection, found: Found, person_ids: Collection[UUID]) -> set[Place]:
    """The contracts of persons that are not read yet; the keys that lead to any of theirs are."""
    persons = sa.any_(sa.literal(sorted(person_ids), ARRAY(sa.Uuid)))
    keys = sa.select(*_key_columns()).where(_KEY.source == Source.DSN.value, _KEY.person_id == persons)
    for row in await connection.execute(keys):
        found.keys.setdefault((row.person_id, row.entry_id), {})[_read_key(row)] = row.entry_id
    contracts = sa.select(entry.c.person_id, entry.c.id).where(
        entry.c.person_id == persons,
        entry.c.nature == Nature.GUARANTEED.value,
        entry.c.kind == Kind.EMPLOYMENT.value,
    )
    return {(row.person_id, row.id) for row in await connection.execute(contracts)} - found.held.keys()


def _tellings(found: Found, place: Place) -> list[Telling]:
    held, story = found.held[place], found.steps.get(place, [])
    kind = held.entry.kind
    ground = found.ground.get(place[0], NO_GROUND) if kind is Kind.EMPLOYMENT else NO_GROUND
    versions: dict[int, Content] = {held.entry.revision: held.entry.content}
    for row in story:
        if row.before is not None:
            versions[row.revision - 1] = read_before(row.before, held).entry.content
    told = [
        (row, confirms)
        for rows, confirms in ((story, False), (found.confirmed.get(place, []), True))
        for row in rows
        if row.told
    ]
    # What a line told is written beside what its version says: without that it cannot be read, and counts all the same.
    if any(row.revision not in versions for row, _ in told):
        found.torn.add(place)
    return [
        Telling(
            entry_id=place[1],
            revision=row.revision,
            batch_id=row.batch_id,
            turn=row.treatment_number,
            line=row.line,
            confirms=confirms,
            stands=row.rollback_began_at is None and row.treatment_number > ground.turn,
            said=read_said(row.told, versions[row.revision], kind, row.line),
        )
        for row, confirms in told
        if row.revision in versions
    ]


def _by_place(rows: Iterable[sa.Row[Any]]) -> Mapping[Place, list[sa.Row[Any]]]:
    found: defaultdict[Place, list[sa.Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.person_id, row.entry_id].append(row)
    return found


def _key_columns() -> tuple[sa.Column[Any], ...]:
    return _KEY.sender, _KEY.sender_key, _KEY.person_id, _KEY.entry_id


def _read_key(row: sa.Row[Any]) -> ContractKey:
    _, start, number = row.sender_key.split("/", 2)
    return ContractKey(row.sender, date.fromisoformat(start), number)
