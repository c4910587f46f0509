"""Leaves in PostgreSQL, as the transaction that writes a version leaves them: not in the log yet, but in its queue."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.batch import Batch
from passeport_records.domain.entry import Entry
from passeport_records.domain.harvest import EntryStep
from passeport_records.domain.leaf import commitment_of, person_key, salt_of, version_said, write_said
from passeport_records.storage.rows import Given, inserting, insertion, sent
from passeport_records.storage.tables import ledger_key, ledger_queue, provenance_step

__all__ = ["LeafInLine", "LedgerKeys", "Openings", "SqlLeaves", "in_line", "load_ledger_keys", "read_keys"]

_KEY_BYTES = 32
_VERSION = ("person_id", "entry_id", "revision")


class LedgerKeys:
    """The master keys of the ledger, of which the keys of persons are made who are met for the first time."""

    def __init__(self, current: str, keys: Mapping[str, bytes]) -> None:
        """`current` names the key that is used. Raises ValueError when there is none of that name."""
        if current not in keys:
            raise ValueError("names a current key that is not among the keys")
        if any(len(key) != _KEY_BYTES for key in keys.values()):
            raise ValueError(f"must hold keys of {_KEY_BYTES} bytes")
        self.current = current
        self._key = keys[current]

    @classmethod
    def from_json(cls, text: str) -> LedgerKeys:
        """Reads `{"current": "1", "keys": {"1": "<32 bytes, base64>"}}`. Raises ValueError saying what is wrong."""
        try:
            said = json.loads(text)
            current = str(said["current"])
            keys = {str(version): base64.b64decode(key, validate=True) for version, key in said["keys"].items()}
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError, binascii.Error):
            raise ValueError('must be {"current": "1", "keys": {"1": "<32 bytes, base64>"}}') from None
        return cls(current, keys)

    def make(self, person_id: UUID) -> bytes:
        """The key of a person who has none yet."""
        return person_key(self._key, person_id)


def load_ledger_keys(path: Path) -> LedgerKeys:
    """The master keys of a file. Raises ValueError saying what is wrong with it."""
    try:
        return LedgerKeys.from_json(path.read_text("utf-8"))
    except OSError as error:
        raise ValueError(f"the file {str(path)!r} cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise ValueError(f"the file {str(path)!r} {error}") from None


@dataclass(frozen=True, slots=True)
class LeafInLine:
    """A leaf that waits: its turn (treatment number of the file, item, number), the version it is of, what it is."""

    turn: tuple[int, int, int]
    entry: Entry
    revision: int
    commitment: bytes

    def row(self) -> dict[str, Any]:
        """As the queue has it."""
        treatment_number, position, number = self.turn
        return {
            "number": number,
            "treatment_number": treatment_number,
            "position": position,
            "person_id": self.entry.person_id,
            "entry_id": self.entry.id,
            "revision": self.revision,
            "commitment": self.commitment,
        }


def in_line(batch: Batch, steps: Sequence[EntryStep], written: Sequence[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """The leaves of versions that a batch made, as the queue has them: they stand by batch, item, and this order."""
    turn = (batch.treatment_number, batch.turn)
    return [
        LeafInLine((*turn, number), step.entry, step.step.revision, commitment).row()
        for number, (step, (_, commitment)) in enumerate(zip(steps, written, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class Openings:
    """What the leaves of versions are made with: the keys of their persons, and the commitments that stand before."""

    keys: Mapping[UUID, bytes]
    before: Mapping[UUID, bytes]

    def write_out(self, versions: Sequence[tuple[Batch, EntryStep]]) -> list[tuple[str, bytes]]:
        """The text and the commitment of each version; those of one entry are in their order."""
        last, written = dict(self.before), []
        for batch, noted in versions:
            entry = noted.entry
            said = write_said(version_said(batch, entry, noted.step, last.get(entry.id)))
            last[entry.id] = commitment = commitment_of(salt_of(self.keys[entry.person_id], said), said)
            written.append((said, commitment))
        return written


class SqlLeaves:
    """Finds what versions are written out with, and puts their commitments into the queue of the sequencer."""

    def __init__(self, connection: AsyncConnection, keys: LedgerKeys) -> None:
        self._connection = connection
        self._keys = keys

    async def wait_in_line(self, leaves: Sequence[LeafInLine]) -> None:
        """Puts leaves into the queue of the sequencer."""
        if leaves:
            await self._connection.execute(*inserting(ledger_queue, [leaf.row() for leaf in leaves]))

    async def openings(self, steps: Sequence[EntryStep]) -> Openings:
        """What it takes to write out versions; who has no key yet gets one."""
        keys = await self.keys_of({step.entry.person_id for step in steps})
        return Openings(keys, await self._before(steps, keys))

    async def keys_of(self, persons: Collection[UUID]) -> dict[UUID, bytes]:
        """The keys of persons; who has none gets one."""
        keys = await read_keys(self._connection, persons)
        missing = sorted(set(persons) - keys.keys())
        if missing:
            keys |= await self._make(missing)
        return keys

    async def _make(self, missing: Sequence[UUID]) -> dict[UUID, bytes]:
        made_with = self._keys.current
        rows: list[dict[str, Any]] = [
            {"person_id": one, "key": self._keys.make(one), "made_with": made_with} for one in missing
        ]
        values, alike = sent(ledger_key, rows)
        statement = insertion(ledger_key, tuple(rows[0]), alike).on_conflict_do_nothing()
        if (await self._connection.execute(statement, values)).rowcount == len(rows):
            return dict(zip(missing, (row["key"] for row in rows), strict=True))
        # Another file brought one of them in meanwhile, maybe with another master key.
        return await read_keys(self._connection, missing)

    async def _before(self, steps: Sequence[EntryStep], keys: Mapping[UUID, bytes]) -> dict[UUID, bytes]:
        """The commitments of the versions that stand before the first ones of these, where they have any."""
        first = {step.entry.id: step for step in reversed(steps)}
        rows = [
            {"person_id": one.entry.person_id, "entry_id": one.entry.id, "revision": one.step.revision - 1}
            for one in first.values()
            if one.step.revision > 1
        ]
        if not rows:
            return {}
        values, alike = sent(provenance_step, rows)
        found = await self._connection.execute(_versions(alike), values)
        return {
            row.entry_id: commitment_of(salt_of(keys[row.person_id], row.said), row.said)
            for row in found
            if row.said is not None
        }


async def read_keys(connection: AsyncConnection, persons: Collection[UUID]) -> dict[UUID, bytes]:
    """The keys of those persons who have one."""
    columns = ledger_key.c
    wanted = sa.any_(sa.literal(list(persons), ARRAY(sa.Uuid)))
    query = sa.select(columns.person_id, columns.key).where(columns.person_id == wanted)
    return {row.person_id: row.key for row in await connection.execute(query)}


@cache
def _versions(alike: frozenset[str]) -> sa.Select[*tuple[Any, ...]]:
    wanted, columns = Given(provenance_step, _VERSION, alike), provenance_step.c
    # One by one through the index, as `guaranteed_entries` looks for keys.
    known = (
        sa.select(columns.person_id, columns.entry_id, columns.said)
        .where(*(columns[name] == wanted[name] for name in _VERSION))
        .limit(sa.literal_column("1"))
        .lateral("known")
    )
    return sa.select(known).select_from(wanted.rows).join(known, sa.true())
