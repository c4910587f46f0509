"""What a batch touched, in PostgreSQL: entries with all that lines told of them, so that they can be weighed anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.batch import Batch, Feed
from passeport_records.domain.harvest import Held
from passeport_records.domain.provenance import Change, Step
from passeport_records.domain.tellings import NO_GROUND, Strand, keys_told
from passeport_records.domain.undo import Touched
from passeport_records.storage.entry_rows import read_before
from passeport_records.storage.guaranteed_entries import told_apart
from passeport_records.storage.tables import confirmation, provenance_step
from passeport_records.storage.tellings import NOTHING
from passeport_records.storage.told_entries import Found, Place, contracts_of, read_found

__all__ = ["read_touched"]

_STEP = provenance_step.c
_SAID = confirmation.c


async def read_touched(
    connection: AsyncConnection, of: Batch, after: Place | None, limit: int
) -> tuple[Sequence[Touched], Place | None]:
    """The next entries of which a batch told, with those that share keys with them, locked, and the last of them.

    Raises KeysTaken when another transaction, which goes on, waits for what this one has locked.
    """
    places = await _places(connection, of, after, limit)
    if not places:
        return (), None
    found = Found()
    told_of = frozenset(places)
    wanted = set(places)
    with told_apart():
        while wanted:
            await read_found(connection, found, wanted)
            # What was told of a contract may stand under another one of its person, of which an undoing made two.
            wanted = (
                await contracts_of(connection, found, {person_id for person_id, _ in places})
                if of.feed is Feed.DSN
                else set()
            )
    return [_touched(of, found, group) for group in _groups(found) if told_of.intersection(group)], places[-1]


async def _places(connection: AsyncConnection, of: Batch, after: Place | None, limit: int) -> list[Place]:
    # What an undoing changed is no telling of the batch.
    steps = sa.select(_STEP.person_id, _STEP.entry_id).where(
        _STEP.batch_id == of.id, _STEP.told.is_distinct_from(NOTHING)
    )
    confirmed = sa.select(_SAID.person_id, _SAID.entry_id).where(_SAID.batch_id == of.id)
    touched = sa.union(steps, confirmed).subquery("touched")
    place = (touched.c.person_id, touched.c.entry_id)
    query = sa.select(*place).order_by(*place)
    next_ones = query.limit(limit)
    if after is not None:
        next_ones = next_ones.where(sa.tuple_(*place) > sa.tuple_(*map(sa.literal, after)))
    found = [(row.person_id, row.entry_id) for row in await connection.execute(next_ones)]
    if of.feed is Feed.DSN and len(found) == limit:
        # Contracts of a person are looked at in one transaction, for they may share keys.
        person_id, last = found[-1]
        rest = query.where(touched.c.person_id == person_id, touched.c.entry_id > last)
        found += [(row.person_id, row.entry_id) for row in await connection.execute(rest)]
    return found


def _groups(found: Found) -> Iterable[list[Place]]:
    """Entries that are undone together, the oldest of each first."""
    root: dict[object, object] = {}

    def root_of(one: object) -> object:
        root.setdefault(one, one)
        while root[one] != one:
            root[one] = one = root[root[one]]
        return one

    for place, held in found.held.items():
        keys = {key for telling in found.tellings[place] for key in keys_told(telling)} | found.keys.get(
            place, {}
        ).keys()
        for tied in (
            *((place[0], key) for key in keys),
            *([(place[0], held.continued_by)] if held.continued_by else []),
        ):
            root[root_of(tied)] = root_of(place)
    for person_id, ground in found.ground.items():
        for strand in ground.strands:
            first, *others = sorted((person_id, entry_id) for entry_id in strand.under)
            for tied in (*others, *((person_id, key) for key in strand.keys)):
                root[root_of(tied)] = root_of(first)
    groups: defaultdict[object, list[Place]] = defaultdict(list)
    for place in sorted(found.held):
        groups[root_of(place)].append(place)
    for group in groups.values():
        yield sorted(group, key=lambda place: (found.held[place].entry.created_at, place[1]))


def _touched(of: Batch, found: Found, group: Sequence[Place]) -> Touched:
    steps: dict[UUID, Step] = {}
    before: dict[UUID, Held] = {}
    changed: set[UUID] = set()
    alone: set[UUID] = set()
    for place in group:
        entry_id = place[1]
        story = found.steps.get(place, [])
        mine = [row for row in story if row.batch_id == of.id and row.told != NOTHING]
        confirmed = [row for row in found.confirmed.get(place, ()) if row.batch_id == of.id]
        if mine:
            changed.add(entry_id)
            if mine[0].before is not None:
                before[entry_id] = read_before(mine[0].before, found.held[place])
            if _is_alone(of, found, place, mine):
                alone.add(entry_id)
        if mine or confirmed:
            steps[entry_id] = _step(of, (mine or story)[-1], (mine or confirmed)[-1].line)
    return Touched(
        entries=[found.held[place] for place in group],
        tellings=[telling for place in group for telling in found.tellings[place]],
        keys={key: owner for place in group for key, owner in found.keys.get(place, {}).items()},
        steps=steps,
        before=before,
        changed=frozenset(changed),
        alone=frozenset(alone),
        ground=[strand for strand in _ground_of(found, group) if strand.under & {entry_id for _, entry_id in group}],
        known_whole=found.knows_whole(group),
    )


def _is_alone(of: Batch, found: Found, place: Place, mine: Sequence[sa.Row[Any]]) -> bool:
    held, first = found.held[place], mine[0]
    return (
        # None: the last to touch it was a version of this service that did not say so.
        found.touched_by[place] in {None, of.id}
        and held.entry.revision == mine[-1].revision
        and len(mine) == mine[-1].revision - first.revision + 1
        # One that goes on in its stead is not to lose what came for both.
        and (held.continued_by is None or found.touched_by.get((place[0], held.continued_by)) in {None, of.id})
        and (first.revision == 1 or first.before is not None)
    )


def _step(of: Batch, row: sa.Row[Any], line: int) -> Step:
    return Step(
        revision=row.revision,
        change=Change(row.change),
        cause=row.cause,
        batch_id=of.id,
        line=line,
        sender_key=row.sender_key,
        format_version=row.format_version,
        received_at=of.created_at,
        made_at=row.made_at or row.received_at,
        file_name=of.file_name,
    )


def _ground_of(found: Found, group: Sequence[Place]) -> Sequence[Strand]:
    return found.ground.get(group[0][0], NO_GROUND).strands
