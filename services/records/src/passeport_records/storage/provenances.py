"""Where the entries of one passport come from, in PostgreSQL: steps, and the batches that brought them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from passeport_records.domain.declared_story import HolderChange, HolderStep, differing, whole_story
from passeport_records.domain.entry import Entry, Nature
from passeport_records.domain.organisation import NO_ORGANISATION, Organisation
from passeport_records.domain.provenance import Change, Provenance, Source, Step
from passeport_records.storage.entry_rows import read_content_before
from passeport_records.storage.tables import batch, declared_step, provenance_step

__all__ = ["SqlProvenances", "read_step"]

_STEPS = (
    sa.select(
        provenance_step.c.entry_id,
        provenance_step.c.revision,
        provenance_step.c.change,
        provenance_step.c.cause,
        provenance_step.c.batch_id,
        provenance_step.c.line,
        provenance_step.c.sender_key,
        provenance_step.c.format_version,
        provenance_step.c.received_at,
        provenance_step.c.made_at,
        provenance_step.c.before,
        batch.c.file_name,
        batch.c.feed,
        batch.c.sender_name,
        batch.c.sender_siret,
    )
    .join(batch, batch.c.id == provenance_step.c.batch_id)
    .order_by(provenance_step.c.entry_id, provenance_step.c.revision)
)


class SqlProvenances:
    """Implements `passeport_records.usecases.ports.Provenances`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, entry: Entry) -> Provenance:
        """The story of an entry known to exist."""
        return (await self.get_all([entry]))[0]

    async def get_all(self, entries: Sequence[Entry]) -> Sequence[Provenance]:
        """The stories of entries known to exist, in their order; an entry says what is kept, without labels."""
        sent = await self._sent([entry for entry in entries if entry.nature is Nature.GUARANTEED])
        noted = await self._noted([entry for entry in entries if entry.nature is Nature.DECLARED])
        return [
            _of_holder(entry, noted.get(entry.id, ())) if entry.nature is Nature.DECLARED else sent[entry.id]
            for entry in entries
        ]

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

    async def _sent(self, entries: Sequence[Entry]) -> Mapping[UUID, Provenance]:
        if not entries:
            return {}
        rows = await self._connection.execute(_STEPS.where(*_of(provenance_step, entries)))
        known = {entry.id: entry for entry in entries}
        return {
            entry_id: _of_source(known[entry_id], [*of_entry])
            for entry_id, of_entry in groupby(rows, key=attrgetter("entry_id"))
        }

    async def _noted(self, entries: Sequence[Entry]) -> Mapping[UUID, list[HolderStep]]:
        if not entries:
            return {}
        order = (declared_step.c.entry_id, declared_step.c.revision)
        query = sa.select(declared_step).where(*_of(declared_step, entries)).order_by(*order)
        rows = await self._connection.execute(query)
        return {
            entry_id: [
                HolderStep(revision=row.revision, change=HolderChange(row.change), at=row.at, fields=tuple(row.fields))
                for row in of_entry
            ]
            for entry_id, of_entry in groupby(rows, key=attrgetter("entry_id"))
        }


def _of(table: sa.Table, entries: Sequence[Entry]) -> tuple[sa.ColumnElement[bool], ...]:
    persons, ids = {entry.person_id for entry in entries}, [entry.id for entry in entries]
    return table.c.person_id.in_(persons), table.c.entry_id.in_(ids)


def _of_holder(entry: Entry, noted: Sequence[HolderStep]) -> Provenance:
    told = whole_story(entry, noted)
    return Provenance(entry_id=entry.id, source=Source.HOLDER, sender=NO_ORGANISATION, holder_steps=told)


def _of_source(entry: Entry, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> Provenance:
    steps = tuple(
        replace(
            read_step(row, row.file_name),
            sender=Organisation(row.sender_name, row.sender_siret),
            fields=fields,
        )
        for row, fields in zip(rows, _changed(entry, rows), strict=True)
    )
    return Provenance(entry_id=entry.id, source=Source(rows[0].feed), sender=steps[0].sender, steps=steps)


def _changed(entry: Entry, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> Iterator[tuple[str, ...]]:
    """What each step changed, as far as both versions are kept: versions of this service before 0014 kept none."""
    versions = {row.revision - 1: read_content_before(row.before, entry.kind) for row in rows if row.before is not None}
    versions[entry.revision] = entry.content
    for row in rows:
        before, after = versions.get(row.revision - 1), versions.get(row.revision)
        yield () if before is None or after is None else differing(before, after)


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
        made_at=row.made_at or row.received_at,
        file_name=file_name,
    )
