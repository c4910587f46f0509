"""The holder edits an entry that he declared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_chassis.errors import FieldViolation
from passeport_records.domain.access import entry_read
from passeport_records.domain.declared import check_declared, completed, trimmed
from passeport_records.domain.entry import DETAIL_FIELDS, DETAILS_OF, Content, Entry, Nature
from passeport_records.domain.request import in_request
from passeport_records.errors import EntryGuaranteed, EtagStale, FieldInvalid
from passeport_records.usecases.label_entries import label_entry
from passeport_records.usecases.ports import OpenWork

__all__ = ["update_entry"]

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

    Raises EntryNotFound, EntryGuaranteed, EtagStale, FieldInvalid naming every rule that the outcome breaks.
    """
    now = clock()
    async with open_work(person_id) as work:
        entry = await work.entries.get(entry_id)
        if entry.nature is Nature.GUARANTEED:
            raise EntryGuaranteed(entry_id)
        if entry.etag != etag:
            raise EtagStale(entry_id)
        merged = _merged(entry, fields, trimmed(content))
        violations = check_declared(entry.kind, merged, today_in_france(now))
        if violations:
            raise FieldInvalid(*in_request(violations))
        after = entry.revised(merged, now)
        if after is entry:
            await work.accesses.record(entry_read(person_id, now, entry_id))
            shown = await label_entry(work, entry)
            await work.commit()
            return shown
        # Two updates may have read the same revision: one of them finds another by now.
        if not await work.entries.replace(after):
            raise EtagStale(entry_id)
        await work.accesses.record(
            by_holder(
                person_id, now, "records.entry.update", "Modification d’un élément de votre passeport", str(entry_id)
            )
        )
        shown = await label_entry(work, after)
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
