"""The audit of a log: reads all of it again, from the first leaf, and holds it against what the database says.

It believes nothing that it can compute: bundles against the tree, the tree against tiles, edge and checkpoints. What a
leaf must say, and which leaves there must be, is told by the service. Who alters it all and can sign is found by a
checkpoint that others kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_logbook.tables import LogTables
from passeport_logbook.tree import Head, read_head, read_tiles
from passeport_tlog.checkpoints import Checkpoint
from passeport_tlog.growth import Edge
from passeport_tlog.hashing import leaf_hash
from passeport_tlog.notes import NoteKey
from passeport_tlog.tiles import ENTRIES, TILE_WIDTH, Tile, read_bundle

__all__ = ["MOST_FAULTS", "Audit", "Fault", "LeafAuditor", "audit_log", "unhurried"]

_TIME_OUTS = ("statement_timeout", "idle_in_transaction_session_timeout")
_AT_ONCE = 16 * TILE_WIDTH
MOST_FAULTS = 1000
"""Faults that are told; what does not hold by then needs no list."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: at which index, and of what, where it is of one thing."""

    what: str
    index: int | None = None
    of: str = ""

    def __str__(self) -> str:
        """As a line for a person."""
        at = [] if self.index is None else [f"index {self.index}"]
        return f"{', '.join([*at, *filter(None, [self.of])]) or 'the log'}: {self.what}"


@dataclass(slots=True)
class Audit:
    """What was read, and what does not hold; after a thousand faults it goes on counting leaves alone."""

    size: int = 0
    root: bytes = b""
    shredded: int = 0
    checkpoints: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, what: str, index: int | None = None, of: str = "") -> None:
        """Notes a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(what, index, of))


class LeafAuditor(Protocol):
    """What the service knows of its leaves; it notes what does not hold, and how many are shredded."""

    async def begin(self, connection: AsyncConnection) -> None:
        """Begins a transaction that sees the leaves of every person."""

    async def leaves(self, connection: AsyncConnection, audit: Audit, first: int, entries: Sequence[bytes]) -> None:
        """Holds the log entries from index `first` on against what they are of."""

    async def strays(self, connection: AsyncConnection, audit: Audit) -> None:
        """What should be in the log, or should not be beyond its end."""


async def audit_log(
    engine: AsyncEngine,
    log: LogTables,
    auditor: LeafAuditor,
    origin: str,
    keys: Collection[NoteKey],
    seen: Sequence[Checkpoint] = (),
) -> Audit:
    """Reads all of the log as it is at one moment. `seen`: checkpoints that others kept, verified already."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            await connection.execute(sa.text("SET TRANSACTION READ ONLY"))
            await unhurried(connection)
            await auditor.begin(connection)
            return await _Reader(connection, log, auditor, origin, keys, seen).read()


async def unhurried(connection: AsyncConnection) -> None:
    """Lifts the time-outs of the engine to the end of the transaction: all of a log takes as long as it takes."""
    await connection.execute(sa.select(*(sa.func.set_config(name, "0", True) for name in _TIME_OUTS)))


class _Reader:
    def __init__(
        self,
        connection: AsyncConnection,
        log: LogTables,
        auditor: LeafAuditor,
        origin: str,
        keys: Collection[NoteKey],
        seen: Sequence[Checkpoint],
    ) -> None:
        self._connection = connection
        self._log = log
        self._auditor = auditor
        self._origin = origin
        self._keys = keys
        self._seen = seen
        self._audit = Audit()
        self._edge = Edge()

    async def read(self) -> Audit:
        audit = self._audit
        head = await self._head()
        audit.size = head.edge.size
        # What was signed before there was a leaf says nothing of leaves; its signature is to hold all the same.
        await self._claims(-1, 0)
        for first in range(0, audit.size, _AT_ONCE):
            end = min(first + _AT_ONCE, audit.size)
            entries = await self._entries(head, first, end)
            await self._tree(head, entries, await self._claims(first, end))
            await self._auditor.leaves(self._connection, audit, first, entries)
        audit.root = self._edge.root
        if self._edge != head.edge:
            audit.fault("the edge of the tree is not that of its leaves")
        for claim in await self._claims(audit.size, None):
            audit.fault(f"a checkpoint was signed at {claim.size} leaves, and there are {audit.size}")
        await self._auditor.strays(self._connection, audit)
        return audit

    async def _head(self) -> Head:
        try:
            return await read_head(self._connection, self._log)
        except ValueError as error:
            self._audit.fault(str(error))
            return Head()

    async def _claims(self, first: int, end: int | None) -> list[Checkpoint]:
        """What was said of the log beyond one size, up to another: by its own checkpoints, whose signatures hold, and
        by those that others kept. One is signed every few seconds for years, so never all at once.
        """
        columns = self._log.checkpoint.c
        query = sa.select(columns.size, columns.root, columns.note).order_by(columns.size, columns.signed_at)
        query = query.where(columns.size > first)
        claims = [one for one in self._seen if first < one.size and (end is None or one.size <= end)]
        query = query.limit(MOST_FAULTS) if end is None else query.where(columns.size <= end)
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
        found = await read_tiles(self._connection, self._log, tiles, head)
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
        stored = await read_tiles(self._connection, self._log, whole.keys(), head)
        for tile, data in whole.items():
            if stored.get(tile) != data:
                self._audit.fault(f"{tile.path} is not what its leaves come to", *_first_difference(tile, data, stored))


def _first_difference(tile: Tile, data: bytes, stored: Mapping[Tile, bytes]) -> tuple[int]:
    """The first leaf below the first hash that differs."""
    kept = stored.get(tile, b"")
    at = next((at for at in range(TILE_WIDTH) if data[at * 32 : at * 32 + 32] != kept[at * 32 : at * 32 + 32]), 0)
    return ((tile.number * TILE_WIDTH + at) << 8 * tile.level,)
