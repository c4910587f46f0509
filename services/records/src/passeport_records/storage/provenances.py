"""Where the entries of one passport come from, in PostgreSQL: steps, and the batches that brought them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.declared_story import HolderChange, HolderStep, whole_story
from passeport_records.domain.entry import Entry, Nature
from passeport_records.domain.organisation import NO_ORGANISATION, Organisation
from passeport_records.domain.provenance import Change, Provenance, Source, Step
from passeport_records.storage.tables import batch, declared_step, provenance_step

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
        """The story of an entry known to exist."""
        if entry.nature is Nature.DECLARED:
            told = whole_story(entry, await self._noted(entry))
            return Provenance(entry_id=entry.id, source=Source.HOLDER, sender=NO_ORGANISATION, holder_steps=told)
        query = _STEPS.where(provenance_step.c.person_id == entry.person_id, provenance_step.c.entry_id == entry.id)
        rows = (await self._connection.execute(query)).all()
        steps = tuple(
            replace(read_step(row, row.file_name), sender=Organisation(row.sender_name, row.sender_siret))
            for row in rows
        )
        first = rows[0]
        return Provenance(
            entry_id=entry.id,
            source=Source(first.feed),
            sender=steps[0].sender,
            steps=steps,
        )

    async def note(self, entry: Entry, step: HolderStep) -> None:
        """Adds what the holder did to a declared entry to its story."""
        values = {
            "person_id": entry.person_id,
            "entry_id": entry.id,
            "revision": step.revision,
            "change": step.change.value,
            "fields": list(step.fields),
            "at": step.at,
        }
        await self._connection.execute(sa.insert(declared_step).values(values))

    async def _noted(self, entry: Entry) -> list[HolderStep]:
        query = (
            sa.select(declared_step)
            .where(declared_step.c.person_id == entry.person_id, declared_step.c.entry_id == entry.id)
            .order_by(declared_step.c.revision)
        )
        return [
            HolderStep(revision=row.revision, change=HolderChange(row.change), at=row.at, fields=tuple(row.fields))
            for row in await self._connection.execute(query)
        ]


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
