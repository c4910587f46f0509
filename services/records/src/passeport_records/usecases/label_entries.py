"""Entries as they are shown: with what referentials say of their codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from passeport_records.domain.entry import Entry
from passeport_records.domain.labelling import labelled, references_of
from passeport_records.domain.listing import EntryPage
from passeport_records.usecases.ports import UnitOfWork

__all__ = ["label_entries", "label_entry", "label_page"]


async def label_entries(work: UnitOfWork, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with the labels of their days; all of them are asked for at once."""
    found = await work.labels.find(references_of(entries))
    return tuple(labelled(entry, found) for entry in entries)


async def label_entry(work: UnitOfWork, entry: Entry) -> Entry:
    """One entry with the labels of its day."""
    return (await label_entries(work, [entry]))[0]


async def label_page(work: UnitOfWork, page: EntryPage) -> EntryPage:
    """A page of entries with the labels of their days."""
    return replace(page, entries=await label_entries(work, page.entries))
