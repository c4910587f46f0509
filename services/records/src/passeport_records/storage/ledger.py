"""The ledger as it is read: proofs for holders, checkpoints and tiles for anybody."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_records.domain.entry import Entry
from passeport_records.domain.leaf import EntryProof, salt_of
from passeport_records.errors import CheckpointNotFound, EntryNotInLedger, TileNotFound
from passeport_records.storage.ledger_tiles import read_head, read_tiles
from passeport_records.storage.tables import ledger_checkpoint, ledger_key, ledger_place, provenance_step
from passeport_tlog.hashing import HASH_BYTES
from passeport_tlog.proof_file import ProofFile
from passeport_tlog.proofs import plan_inclusion
from passeport_tlog.tiles import ENTRIES, Tile, read_bundle, write_bundle

__all__ = ["SqlLedger", "SqlPublicLedger"]

_LAST = (
    sa.select(ledger_checkpoint.c.size, ledger_checkpoint.c.note)
    .order_by(ledger_checkpoint.c.size.desc(), ledger_checkpoint.c.signed_at.desc())
    .limit(1)
)


class SqlLedger:
    """Implements `passeport_records.usecases.ports.Ledger`, for the person of the transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def prove(self, entry: Entry) -> EntryProof:
        """That the present version of an entry known to exist is in the log. Raises EntryNotInLedger."""
        place, step, key = ledger_place.c, provenance_step.c, ledger_key.c
        query = (
            sa.select(place.index.label("place"), step.said, key.key)
            .join_from(ledger_place, ledger_key, key.person_id == place.person_id)
            .join(
                provenance_step,
                sa.and_(
                    step.person_id == place.person_id,
                    step.entry_id == place.entry_id,
                    step.revision == place.revision,
                ),
            )
            .where(place.person_id == entry.person_id, place.entry_id == entry.id, place.revision == entry.revision)
        )
        leaf = (await self._connection.execute(query)).one_or_none()
        signed = (await self._connection.execute(_LAST)).one_or_none()
        if leaf is None or signed is None or leaf.place >= signed.size:
            raise EntryNotInLedger(entry.id)
        plan = plan_inclusion(leaf.place, signed.size)
        # The tree may have grown since: tiles are then wider than asked for, and begin as they did.
        hashes = plan.fill(await read_tiles(self._connection, plan.tiles, await read_head(self._connection)))
        proof = ProofFile(leaf.place, tuple(hashes), signed.note)
        return EntryProof(entry.id, entry.revision, leaf.said, salt_of(leaf.key, leaf.said), leaf.place, proof.write())


class SqlPublicLedger:
    """Implements `passeport_records.usecases.ports.PublicLedger`, each answer in a transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def checkpoint(self) -> str:
        """The last signed checkpoint. Raises CheckpointNotFound."""
        async with self._engine.connect() as connection:
            signed = (await connection.execute(_LAST)).one_or_none()
        if signed is None:
            raise CheckpointNotFound
        return str(signed.note)

    async def tile(self, path: str) -> bytes:
        """A tile or an entry bundle, as wide as it is asked for. Raises TileNotFound."""
        try:
            tile = Tile.parse(path)
        except ValueError:
            raise TileNotFound(path) from None
        async with self._engine.connect() as connection:
            data = (await read_tiles(connection, [tile], await read_head(connection))).get(tile, b"")
        found = _as_wide(tile, data)
        if found is None:
            raise TileNotFound(path)
        return found


def _as_wide(tile: Tile, data: bytes) -> bytes | None:
    """What was there when it was as wide as that; None when it never was."""
    if tile.level == ENTRIES:
        entries = read_bundle(data)
        return write_bundle(entries[: tile.width]) if len(entries) >= tile.width else None
    size = tile.width * HASH_BYTES
    return data[:size] if len(data) >= size else None
