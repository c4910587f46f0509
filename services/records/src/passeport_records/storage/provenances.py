"""Where the entries of one passport come from, in PostgreSQL: steps, and the batches that brought them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.entry import Entry, Nature
from passeport_records.domain.organisation import NO_ORGANISATION, Organisation
from passeport_records.domain.provenance import Change, Provenance, Source, Step
from passeport_records.storage.tables import batch, provenance_step

__all__ = ["SqlProvenances", "read_step"]

_STEPS = (
    sa.select(
        provenance_step.c.revision,
        provenance_step.c.change,
        provenance_step.c.cause,
        provenance_step.c.batch_id,
        provenance_step.c.line,
        provenance_step.c.sender_key,
        provenance_step.c.format_version,
        provenance_step.c.received_at,
        batch.c.file_name,
        batch.c.feed,
        batch.c.sender_name,
        batch.c.sender_siret,
    )
    .join(batch, batch.c.id == provenance_step.c.batch_id)
    .order_by(provenance_step.c.revision)
)


class SqlProvenances:
    """Implements `passeport_records.usecases.ports.Provenances`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, entry: Entry) -> Provenance:
        """The story of an entry known to exist; of a declared one there is none to tell."""
        if entry.nature is Nature.DECLARED:
            return Provenance(entry_id=entry.id, source=Source.HOLDER, sender=NO_ORGANISATION, steps=())
        query = _STEPS.where(provenance_step.c.person_id == entry.person_id, provenance_step.c.entry_id == entry.id)
        rows = (await self._connection.execute(query)).all()
        steps = tuple(read_step(row, row.file_name) for row in rows)
        first = rows[0]
        return Provenance(
            entry_id=entry.id,
            source=Source(first.feed),
            sender=Organisation(first.sender_name, first.sender_siret),
            steps=steps,
        )


def read_step(row: sa.Row[*tuple[Any, ...]], file_name: str) -> Step:
    """The step of a row."""
    return Step(
        revision=row.revision,
        change=Change(row.change),
        cause=row.cause,
        batch_id=row.batch_id,
        line=row.line,
        sender_key=row.sender_key,
        format_version=row.format_version,
        received_at=row.received_at,
        file_name=file_name,
    )
