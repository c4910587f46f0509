"""The log of publications: leaves come with their publication; proofs, checkpoints and tiles are read."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from passeport_dossier.storage.persons import ids_of
from passeport_logbook.public import public_checkpoint, public_tile
from passeport_publishing.domain.leaf import PublicationProof, leaf_said
from passeport_publishing.errors import CheckpointNotFound, TileNotFound
from passeport_publishing.storage.tables import content, publication
from passeport_publishing.storage.tlog_tables import TLOG, tlog_leaf, tlog_place, tlog_proof

__all__ = ["SqlPublicLog", "begin_before_forgetting", "prove"]

# "tlog": who forgets a person waits for whoever holds this, and deletes what it left (`forget_expired`).
_WITH_OTHERS = sa.text("SELECT pg_advisory_xact_lock_shared(x'746c6f67'::bigint)")


async def begin_before_forgetting(connection: AsyncConnection) -> None:
    """Lets whoever forgets a person wait for the end of this transaction."""
    await connection.execute(_WITH_OTHERS)


async def prove(connection: AsyncConnection, person_id: UUID, publication_id: UUID) -> PublicationProof | None:
    """The proof of a holder's publication; None while no checkpoint vouches for it, or when it has no leaf."""
    mine = sa.and_(publication.c.person_id.in_(await ids_of(connection, person_id)), publication.c.id == publication_id)
    columns = (
        publication.c.document_sha256,
        content.c.credential,
        tlog_leaf.c.salt,
        tlog_place.c.index.label("place"),
        tlog_proof.c.proof,
    )
    query = sa.select(*columns).where(mine).select_from(publication)
    for table in (content, tlog_leaf, tlog_place, tlog_proof):
        same = sa.and_(table.c.person_id == publication.c.person_id, table.c.publication_id == publication.c.id)
        query = query.join(table, same)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    said = leaf_said(publication_id, row.document_sha256, row.credential)
    return PublicationProof(publication_id, said, row.salt, row.place, row.proof)


class SqlPublicLog:
    """Implements `passeport_publishing.usecases.ports.PublicLog`, each answer in a transaction of its own."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def checkpoint(self) -> str:
        """The last signed checkpoint. Raises CheckpointNotFound."""
        note = await public_checkpoint(self._engine, TLOG)
        if note is None:
            raise CheckpointNotFound
        return note

    async def tile(self, path: str) -> bytes:
        """A tile or an entry bundle, as wide as it is asked for. Raises TileNotFound."""
        found = await public_tile(self._engine, TLOG, path)
        if found is None:
            raise TileNotFound(metadata={"path": path[:100]})
        return found
