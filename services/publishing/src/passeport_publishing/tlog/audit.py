"""What the audit of the log holds its leaves against: publications, their documents and credentials, and their proofs;
and against the credentials, the snapshots that pages and forms of others are made of.

It finds one altered row of any of them, and says at which index and of which publication.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_logbook.audit import MOST_FAULTS, Audit
from passeport_publishing.credentials.subject import says_snapshot
from passeport_publishing.domain.leaf import Leaf, LogBook, LoggedLeaf, leaf_said
from passeport_publishing.errors import ArtefactsUnavailable
from passeport_publishing.storage.tlog_tables import tlog_place, tlog_shredded
from passeport_publishing.usecases.artefact_ports import Artefacts

__all__ = ["LogAuditor"]

_AT_ONCE = 64

_PLACED = sa.text(
    """
    SELECT t.index AS place, t.publication_id, p.document_sha256, c.credential, c.snapshot, l.salt, f.proof,
        encode(sha256(c.document), 'hex') AS found_sha256
    FROM tlog_place AS t
    LEFT JOIN publication AS p ON p.person_id = t.person_id AND p.id = t.publication_id
    LEFT JOIN content AS c ON c.person_id = t.person_id AND c.publication_id = t.publication_id
    LEFT JOIN tlog_leaf AS l ON l.person_id = t.person_id AND l.publication_id = t.publication_id
    LEFT JOIN tlog_proof AS f ON f.person_id = t.person_id AND f.publication_id = t.publication_id
    WHERE t.index >= :first AND t.index < :end
    """
)
_WITHOUT_LEAF = sa.text(
    """
    SELECT p.id FROM publication AS p
    WHERE NOT EXISTS (SELECT FROM tlog_place AS t WHERE t.person_id = p.person_id AND t.publication_id = p.id)
        AND NOT EXISTS (SELECT FROM tlog_queue AS q WHERE q.publication_id = p.id)
    LIMIT 1000
    """
)


class LogAuditor:
    """Implements `passeport_logbook.audit.LeafAuditor`; `book` has the keys that ever signed, `artefacts` the documents
    that are not in the database.
    """

    def __init__(self, book: LogBook, artefacts: Artefacts | None = None) -> None:
        self._book = book
        self._artefacts = artefacts

    async def begin(self, connection: AsyncConnection) -> None:
        """Nothing hides the rows of some persons here."""

    async def leaves(self, connection: AsyncConnection, audit: Audit, first: int, entries: Sequence[bytes]) -> None:
        """Holds each log entry against its publication as it is by now."""
        # A credential and a snapshot may have a megabyte: few at once.
        for start in range(0, len(entries), _AT_ONCE):
            await self._leaves(connection, audit, first + start, entries[start : start + _AT_ONCE])

    async def _leaves(self, connection: AsyncConnection, audit: Audit, first: int, entries: Sequence[bytes]) -> None:
        end = first + len(entries)
        index = tlog_shredded.c.index
        shredded = set(await connection.scalars(sa.select(index).where(index >= first, index < end)))
        audit.shredded += len(shredded)
        rows = await connection.execute(_PLACED, {"first": first, "end": end})
        placed = {row.place: row for row in rows}
        for at, entry in enumerate(entries, start=first):
            row = placed.get(at)
            if row is None:
                if at not in shredded:
                    audit.fault("its place is gone, and nobody was forgotten", at)
                continue
            of = f"publication {row.publication_id}"
            if at in shredded:
                audit.fault("it is shredded, and has a place", at, of)
            for what in self._faults_of(row, entry, await self._found_sha256(row)):
                audit.fault(what, at, of)

    async def _found_sha256(self, row: Any) -> str | None:
        """The digest of the document as it is by now, wherever it is; None: it cannot be had."""
        if row.found_sha256 is not None or row.document_sha256 is None or self._artefacts is None:
            found: str | None = row.found_sha256
            return found
        try:
            await self._artefacts.fetch(row.publication_id, row.document_sha256)
        except ArtefactsUnavailable:
            return None
        # It gives back what has this digest, and nothing else.
        return str(row.document_sha256)

    def _faults_of(self, row: Any, entry: bytes, found_sha256: str | None) -> Iterator[str]:
        if row.document_sha256 is None or row.credential is None:
            yield "it is gone, and nobody was forgotten"
            return
        if found_sha256 is None:
            yield "its document cannot be had"
        elif found_sha256 != row.document_sha256:
            yield "its document is not the one that it says"
        if row.salt is None:
            yield "its salt is gone, and nobody was forgotten"
            return
        said = leaf_said(row.publication_id, row.document_sha256, row.credential)
        if Leaf(row.salt, said).commitment != entry:
            yield "its digest, its credential, its salt or its log entry was altered"
            return
        if not says_snapshot(row.credential, row.snapshot):
            yield "its snapshot, of which pages show it, is not what its credential says"
        if row.proof is not None and not (found := self._book.check(LoggedLeaf(row.salt, row.proof), said)).holds:
            yield f"its proof does not hold: {found.detail}"

    async def strays(self, connection: AsyncConnection, audit: Audit) -> None:
        """Publications without a leaf, and places beyond the end."""
        for publication_id in await connection.scalars(_WITHOUT_LEAF):
            audit.fault("it has no leaf (python -m … enter-log)", of=f"publication {publication_id}")
        columns = tlog_place.c
        beyond = sa.select(columns.index, columns.publication_id).where(columns.index >= audit.size).limit(MOST_FAULTS)
        for index, publication_id in await connection.execute(beyond):
            audit.fault("its place is beyond the end of the log", index, f"publication {publication_id}")
