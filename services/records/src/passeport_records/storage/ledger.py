"""The ledger as it is read: proofs for holders, checkpoints and tiles for anybody."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_logbook.public import last_signed, public_checkpoint, public_tile
from passeport_logbook.tree import read_head, read_tiles
from passeport_records.domain.entry import Entry
from passeport_records.domain.leaf import EntryProof, salt_of
from passeport_records.errors import CheckpointNotFound, EntryNotInLedger, TileNotFound
from passeport_records.storage.tables import LEDGER, ledger_key, ledger_place, provenance_step
from passeport_tlog.proof_file import ProofFile
from passeport_tlog.proofs import plan_inclusion

__all__ = ["SqlLedger", "SqlPublicLedger"]


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
        size, note = await last_signed(self._connection, LEDGER) or (0, "")
        if leaf is None or leaf.place >= size:
            raise EntryNotInLedger(entry.id)
        plan = plan_inclusion(leaf.place, size)
        # The tree may have grown since: tiles are then wider than asked for, and begin as they did.
        head = await read_head(self._connection, LEDGER)
        hashes = plan.fill(await read_tiles(self._connection, LEDGER, plan.tiles, head))
        proof = ProofFile(leaf.place, tuple(hashes), note)
        return EntryProof(entry.id, entry.revision, leaf.said, salt_of(leaf.key, leaf.said), leaf.place, proof.write())


class SqlPublicLedger:
    """Implements `passeport_records.usecases.ports.PublicLedger`, each answer in a transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def checkpoint(self) -> str:
        """The last signed checkpoint. Raises CheckpointNotFound."""
        note = await public_checkpoint(self._engine, LEDGER)
        if note is None:
            raise CheckpointNotFound
        return note

    async def tile(self, path: str) -> bytes:
        """A tile or an entry bundle, as wide as it is asked for. Raises TileNotFound."""
        found = await public_tile(self._engine, LEDGER, path)
        if found is None:
            raise TileNotFound(path)
        return found
