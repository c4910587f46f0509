"""The audit: reads the whole log again, from the first leaf, and holds it against what the database says.

It believes nothing that it can compute. It finds an altered row of an entry, of its provenance, of a leaf or of a tile,
and says at which index and of which entry. Who alters them all and can sign is found by a checkpoint that others kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_records.domain.leaf import commitment_of, entry_said, origin_said, salt_of
from passeport_records.storage.ledger_tiles import Head, read_head, read_tiles
from passeport_records.storage.ledger_versions import Key, Version, placed_between, versions_of
from passeport_records.storage.persons import begin_for_all
from passeport_records.storage.tables import ledger_checkpoint, ledger_place, ledger_shredded
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.growth import Edge
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteKey
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, read_bundle

__all__ = ["Audit", "Fault", "audit_ledger"]

_AT_ONCE = 16 * TILE_WIDTH
_MOST_FAULTS = 1000
# Versions that are to have a leaf, and have none that waits either: all that were written out, and the present ones.
_WITHOUT_LEAF = sa.text(
    """
    SELECT s.entry_id, s.revision FROM provenance_step AS s
    JOIN entry AS e ON e.person_id = s.person_id AND e.id = s.entry_id
    WHERE (s.said IS NOT NULL OR s.revision = e.revision)
        AND NOT EXISTS (SELECT FROM ledger_place AS p
            WHERE p.person_id = s.person_id AND p.entry_id = s.entry_id AND p.revision = s.revision)
        AND NOT EXISTS (SELECT FROM ledger_queue AS q
            WHERE q.person_id = s.person_id AND q.entry_id = s.entry_id AND q.revision = s.revision)
    LIMIT 1000
    """
)
_WITHOUT_STEP = sa.text(
    """
    SELECT e.id, e.revision FROM entry AS e WHERE e.nature = 'guaranteed' AND NOT EXISTS (
        SELECT FROM provenance_step AS s
        WHERE s.person_id = e.person_id AND s.entry_id = e.id AND s.revision = e.revision
    ) LIMIT 1000
    """
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: at which index, of which entry, where it is of one."""

    what: str
    index: int | None = None
    entry_id: UUID | None = None

    def __str__(self) -> str:
        """As a line for a person."""
        at = [] if self.index is None else [f"index {self.index}"]
        of = [] if self.entry_id is None else [f"entry {self.entry_id}"]
        return f"{', '.join(at + of) or 'the log'}: {self.what}"


@dataclass(slots=True)
class Audit:
    """What was read, and what does not hold; after a thousand faults it goes on counting leaves alone."""

    size: int = 0
    root: bytes = b""
    shredded: int = 0
    checkpoints: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, what: str, index: int | None = None, entry_id: UUID | None = None) -> None:
        """Notes a fault."""
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(what, index, entry_id))


async def audit_ledger(
    engine: AsyncEngine, origin: str, keys: Collection[NoteKey], seen: Sequence[Checkpoint] = ()
) -> Audit:
    """Reads all of the log as it is at one moment. `seen`: checkpoints that others kept, verified already."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            await connection.execute(sa.text("SET TRANSACTION READ ONLY"))
            await begin_for_all(connection, planned_anew=True)
            return await _Reader(connection, origin, keys, seen).read()


class _Reader:
    def __init__(
        self, connection: AsyncConnection, origin: str, keys: Collection[NoteKey], seen: Sequence[Checkpoint]
    ) -> None:
        self._connection = connection
        self._origin = origin
        self._keys = keys
        self._seen = seen
        self._audit = Audit()
        self._edge = Edge()

    async def read(self) -> Audit:
        audit = self._audit
        head = await self._head()
        audit.size = head.edge.size
        claims = await self._claims()
        for first in range(0, audit.size, _AT_ONCE):
            end = min(first + _AT_ONCE, audit.size)
            entries = await self._entries(head, first, end)
            await self._tree(head, entries, [one for one in claims if first < one.size <= end])
            await self._versions(first, entries)
        audit.root = self._edge.root
        if self._edge != head.edge:
            audit.fault("the edge of the tree is not that of its leaves")
        for claim in claims:
            if claim.size > audit.size:
                audit.fault(f"a checkpoint was signed at {claim.size} leaves, and there are {audit.size}")
        await self._strays()
        return audit

    async def _head(self) -> Head:
        try:
            return await read_head(self._connection)
        except ValueError as error:
            self._audit.fault(str(error))
            return Head()

    async def _claims(self) -> list[Checkpoint]:
        """What was said of the log: by its own checkpoints, whose signatures hold, and by those that others kept."""
        columns = ledger_checkpoint.c
        query = sa.select(columns.size, columns.root, columns.note).order_by(columns.size, columns.signed_at)
        claims = list(self._seen)
        for row in await self._connection.execute(query):
            self._audit.checkpoints += 1
            try:
                said = Checkpoint.open(row.note, self._origin, self._keys)
            except ValueError as error:
                self._audit.fault(f"the checkpoint at {row.size} leaves does not hold: {error}")
                continue
            if (said.size, said.root) != (row.size, row.root):
                self._audit.fault(f"the checkpoint at {row.size} leaves says something else than its row")
            claims.append(said)
        return claims

    async def _entries(self, head: Head, first: int, end: int) -> list[bytes]:
        tiles = [Tile(ENTRIES, number) for number in range(first // TILE_WIDTH, -(-end // TILE_WIDTH))]
        found = await read_tiles(self._connection, tiles, head)
        entries: list[bytes] = []
        for tile in tiles:
            due = min(TILE_WIDTH, end - tile.number * TILE_WIDTH)
            try:
                read = list(read_bundle(found.get(tile, b"")))
            except ValueError as error:
                read = []
                self._audit.fault(f"{tile.path}: {error}", tile.number * TILE_WIDTH)
            if len(read) != due:
                self._audit.fault(f"{tile.path} has {len(read)} entries, not {due}", tile.number * TILE_WIDTH)
            entries += (read + [b""] * due)[:due]
        return entries

    async def _tree(self, head: Head, entries: Sequence[bytes], claims: Sequence[Checkpoint]) -> None:
        whole: dict[Tile, bytes] = {}
        start = self._edge.size
        for end in sorted({claim.size for claim in claims} | {start + len(entries)}):
            grown = self._edge.grow(map(leaf_hash, entries[self._edge.size - start : end - start]))
            self._edge = grown.edge
            whole |= grown.whole
            for claim in claims:
                if claim.size == end and claim.root != grown.edge.root:
                    self._audit.fault(f"what was signed at {end} leaves is not the root of these leaves")
        stored = await read_tiles(self._connection, whole.keys(), head)
        for tile, data in whole.items():
            if stored.get(tile) != data:
                self._audit.fault(f"{tile.path} is not what its leaves come to", *_first_difference(tile, data, stored))

    async def _versions(self, first: int, entries: Sequence[bytes]) -> None:
        end = first + len(entries)
        places = await placed_between(self._connection, first, end)
        index = ledger_shredded.c.index
        shredded = set(await self._connection.scalars(sa.select(index).where(index >= first, index < end)))
        self._audit.shredded += len(shredded)
        found = await versions_of(self._connection, list(places.values()))
        versions: Mapping[Key, Version] = {one.key: one for one in found}
        for at, entry in enumerate(entries, start=first):
            key = places.get(at)
            if key is None:
                if at not in shredded:
                    self._audit.fault("its place is gone, and nobody was forgotten", at)
                continue
            if at in shredded:
                self._audit.fault("it is shredded, and has a place", at, key[1])
            for what in _faults_of(versions[key], entry):
                self._audit.fault(what, at, key[1])

    async def _strays(self) -> None:
        """What should be in the log, or should not be beyond its end."""
        for entry_id, revision in await self._connection.execute(_WITHOUT_LEAF):
            self._audit.fault(f"its version {revision} has no leaf (python -m … enter-ledger)", entry_id=entry_id)
        for entry_id, revision in await self._connection.execute(_WITHOUT_STEP):
            self._audit.fault(f"its version {revision} is of no origin", entry_id=entry_id)
        columns = ledger_place.c
        beyond = sa.select(columns.index, columns.entry_id).where(columns.index >= self._audit.size).limit(_MOST_FAULTS)
        for index, entry_id in await self._connection.execute(beyond):
            self._audit.fault("its place is beyond the end of the log", index, entry_id)


def _faults_of(version: Version, entry: bytes) -> Iterator[str]:
    revision = version.key[2]
    if version.said is None or version.step is None:
        yield f"its version {revision} is gone"
        return
    if version.person_key is None:
        yield "the key of its person is gone, and nobody was forgotten"
    elif commitment_of(salt_of(version.person_key, version.said), version.said) != entry:
        yield f"what version {revision} says (provenance_step.said), its key or its log entry was altered"
    try:
        said = json.loads(version.said)
    except ValueError:
        return
    yield from _differences("it", {"person": str(version.key[0]), "revision": revision}, said)
    if version.batch is None:
        yield f"the file of version {revision} is gone"
    else:
        yield from _differences("provenance", origin_said(version.batch, version.step), said.get("origin"))
    if version.entry is None:
        yield "the entry is gone"
    elif version.entry.revision == revision:
        yield from _differences("entry", entry_said(version.entry), said.get("entry"))
    elif version.entry.revision < revision:
        yield f"the entry is at version {version.entry.revision}, and the log knows version {revision}"


def _differences(what: str, found: Mapping[str, Any], said: object) -> Iterator[str]:
    leaf = said if isinstance(said, dict) else {}
    names = sorted(found.keys() | leaf.keys()) if what != "it" else sorted(found)
    wrong = [name for name in names if found.get(name) != leaf.get(name)]
    if wrong:
        yield f"{what} does not say what its leaf says: {', '.join(wrong)}"


def _first_difference(tile: Tile, data: bytes, stored: Mapping[Tile, bytes]) -> tuple[int]:
    """The first leaf below the first hash that differs."""
    kept = stored.get(tile, b"")
    at = next((at for at in range(TILE_WIDTH) if data[at * 32 : at * 32 + 32] != kept[at * 32 : at * 32 + 32]), 0)
    return ((tile.number * TILE_WIDTH + at) << 8 * tile.level,)
