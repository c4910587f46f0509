"""The holder declares an entry."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.access import by_holder
from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_chassis.ids import new_id
from passeport_records.domain.access import entry_read
from passeport_records.domain.declared import check_declared, check_draft, completed, trimmed
from passeport_records.domain.declared_story import holder_step
from passeport_records.domain.entry import Content, Entry, EntryState, Kind, Nature
from passeport_records.domain.provenance import SOURCE_LABELS, Source
from passeport_records.domain.request import Claimed, check_request_id, fingerprint, in_request
from passeport_records.errors import FieldInvalid, RequestIdReused
from passeport_records.usecases.label_entries import label_entry
from passeport_records.usecases.ports import OpenWork

__all__ = ["create_entry"]


async def create_entry(
    open_work: OpenWork,
    clock: Clock,
    *,
    person_id: UUID,
    request_id: str,
    kind: Kind,
    content: Content,
    draft: bool = False,
) -> Entry:
    """Adds a declared entry, or a draft of one, to the holder's passport.

    The same request again gives the same entry, as it is by now, and changes nothing (AIP-155). Raises FieldInvalid
    naming every rule broken, RequestIdReused when the id was used for another request, EntryNotFound when the entry
    that it made has been deleted since.
    """
    now = clock()
    content = completed(kind, trimmed(content))
    check = check_draft if draft else check_declared
    violations = [*check_request_id(request_id), *in_request(check(kind, content, today_in_france(now)))]
    if violations:
        raise FieldInvalid(*violations)
    entry = Entry(
        id=new_id(),
        person_id=person_id,
        nature=Nature.DECLARED,
        kind=kind,
        content=content,
        created_at=now,
        updated_at=now,
        state=EntryState.DRAFT if draft else EntryState.ACTIVE,
        source_label=SOURCE_LABELS[Source.HOLDER],
    )
    claim = Claimed(person_id, entry.id, fingerprint(kind, content, draft=draft))
    async with open_work(person_id) as work:
        earlier = await work.requests.claim(request_id, claim)
        if earlier is not None:
            if earlier.fingerprint != claim.fingerprint:
                raise RequestIdReused
            known = await work.entries.get(earlier.entry_id)
            await work.accesses.record(entry_read(person_id, now, known.id))
            shown = await label_entry(work, known)
            await work.commit()
            return shown
        await work.entries.add(entry)
        await work.provenances.note(entry, holder_step(None, entry))
        await work.accesses.record(
            by_holder(person_id, now, "records.entry.create", "Ajout d’un élément à votre passeport", str(entry.id))
        )
        shown = await label_entry(work, entry)
        await work.commit()
    return shown
