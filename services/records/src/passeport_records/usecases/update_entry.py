"""The holder edits an entry that he declared, and completes a draft."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from passeport_chassis.access import Access, by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_chassis.errors import FieldViolation
from passeport_records.domain.access import entry_read
from passeport_records.domain.declared import check_declared, check_draft, completed, trimmed
from passeport_records.domain.declared_story import holder_step
from passeport_records.domain.entry import DETAIL_FIELDS, DETAILS_OF, Content, Entry, EntryState, Nature
from passeport_records.domain.request import in_request
from passeport_records.errors import EntryGuaranteed, EtagStale, FieldInvalid
from passeport_records.usecases.label_entries import label_entry
from passeport_records.usecases.ports import OpenWork, UnitOfWork

__all__ = ["complete_entry", "update_entry"]

_FIELDS = {
    "title": "title",
    "organisation": "organisation",
    "start_date": "start",
    "end_date": "end",
    "description": "description",
}


async def update_entry(
    open_work: OpenWork,
    clock: Clock,
    *,
    person_id: UUID,
    entry_id: UUID,
    etag: str,
    fields: Collection[str],
    content: Content,
) -> Entry:
    """Takes the named `fields` of `content` over into the entry; what is named and not given becomes empty.

    A draft stays one. Raises EntryNotFound, EntryGuaranteed, EtagStale, FieldInvalid naming every rule that the outcome
    breaks.
    """
    now = clock()
    async with open_work(person_id) as work:
        entry = await _editable(work, entry_id, etag)
        after = entry.revised(_merged(entry, fields, trimmed(content)), now)
        check = check_draft if entry.state is EntryState.DRAFT else check_declared
        _refuse(check(entry.kind, after.content, today_in_france(now)))
        if after is entry:
            return await _show(work, entry, entry_read(person_id, now, entry_id))
        return await _write(work, entry, after, person_id, "Modification d’un élément de votre passeport")


async def complete_entry(
    open_work: OpenWork,
    clock: Clock,
    *,
    person_id: UUID,
    entry_id: UUID,
    etag: str,
    fields: Collection[str],
    content: Content,
) -> Entry:
    """Makes a draft an entry like others, with the last changes; of one that is no draft nothing changes.

    Raises EntryNotFound, EntryGuaranteed, EtagStale, FieldInvalid naming every rule that the outcome breaks.
    """
    now = clock()
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id)
        if entry.nature is Nature.DECLARED and entry.state is EntryState.ACTIVE and not fields:
            # Asked again, by a client that did not get the answer.
            return await _show(work, entry, entry_read(person_id, now, entry_id))
        entry = await _editable(work, entry_id, etag)
        after = replace(entry.completed(now), content=_merged(entry, fields, trimmed(content)))
        _refuse(check_declared(entry.kind, after.content, today_in_france(now)))
        return await _write(work, entry, after, person_id, "Brouillon terminé et ajouté à votre passeport")


async def _editable(work: UnitOfWork, entry_id: UUID, etag: str) -> Entry:
    entry = await work.entries.get(entry_id)
    if entry.nature is Nature.GUARANTEED:
        raise EntryGuaranteed(entry_id)
    if entry.etag != etag:
        raise EtagStale(entry_id)
    return entry


def _refuse(violations: Collection[FieldViolation]) -> None:
    if violations:
        raise FieldInvalid(*in_request(violations))


async def _write(work: UnitOfWork, before: Entry, after: Entry, person_id: UUID, purpose: str) -> Entry:
    # Two updates may have read the same revision: one of them finds another by now.
    if not await work.entries.replace(after):
        raise EtagStale(after.id)
    await work.provenances.note(after, holder_step(before, after))
    return await _show(
        work, after, by_holder(person_id, after.updated_at, "records.entry.update", purpose, str(after.id))
    )


async def _show(work: UnitOfWork, entry: Entry, access: Access) -> Entry:
    await work.accesses.record(access)
    shown = await label_entry(work, entry)
    await work.commit()
    return shown


def _merged(entry: Entry, fields: Collection[str], content: Content) -> Content:
    changes: dict[str, Any] = {}
    violations = []
    for field in fields:
        if field in _FIELDS:
            changes[_FIELDS[field]] = getattr(content, _FIELDS[field])
        elif field in DETAIL_FIELDS:
            if DETAIL_FIELDS[field] is not DETAILS_OF[entry.kind]:
                message = f"does not belong to the kind {entry.kind.value}"
                violations.append(FieldViolation(f"entry.{field}", message, "DETAILS_OF_KIND"))
            changes["details"] = completed(entry.kind, content).details
        else:
            violations.append(FieldViolation("update_mask", f"{field!r} cannot be changed", "UNKNOWN_FIELD"))
    if violations:
        raise FieldInvalid(*violations)
    return replace(entry.content, **changes)
