"""The holder contests a guaranteed entry, and gives that up."""

from __future__ import annotations

from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_chassis.days import today_in_france
from passeport_chassis.ids import new_id
from passeport_records.domain import dispute_accesses as accesses
from passeport_records.domain.dispute import (
    Deadlines,
    Dispute,
    DisputeState,
    Ground,
    check_text_of,
    dispute_fingerprint,
    reference_of,
)
from passeport_records.domain.entry import EntryState, Nature
from passeport_records.domain.events import disputed, settled
from passeport_records.domain.request import Claimed, check_request_id
from passeport_records.errors import (
    DisputeClosed,
    DisputeOpen,
    EntryNotDisputable,
    EtagStale,
    FieldInvalid,
    RequestIdReused,
)
from passeport_records.usecases.ports import OpenWork

__all__ = ["open_dispute", "take_back_dispute"]


async def open_dispute(
    open_work: OpenWork,
    clock: Clock,
    deadlines: Deadlines,
    *,
    person_id: UUID,
    request_id: str,
    entry_id: UUID,
    ground: Ground,
    text: str,
) -> Dispute:
    """Tells the source of an entry that it is wrong; the same request sent again gives the dispute that it made.

    Raises EntryNotFound, EntryNotDisputable for one that is declared or no longer holds, DisputeOpen when it is
    contested already, FieldInvalid, RequestIdReused.
    """
    violations = [*check_request_id(request_id), *check_text_of("text", text)]
    if violations:
        raise FieldInvalid(*violations)
    now = clock()
    async with open_work(person_id) as work:
        claim = Claimed(person_id, new_id(), dispute_fingerprint(entry_id, ground, text))
        earlier = await work.requests.claim(request_id, claim)
        if earlier is not None:
            if earlier.fingerprint != claim.fingerprint:
                raise RequestIdReused
            known = await work.disputes.get(earlier.entry_id)
            await work.accesses.record(accesses.read_by_holder(person_id, now, str(known.id)))
            await work.commit()
            return known
        entry = await work.disputes.lock_entry(entry_id)
        if entry.nature is Nature.DECLARED:
            raise EntryNotDisputable(entry_id, "declared")
        if entry.state is not EntryState.ACTIVE:
            raise EntryNotDisputable(entry_id, entry.state.value)
        reference = reference_of(await work.provenances.get(entry), entry.content)
        dispute = Dispute(
            id=claim.entry_id,
            person_id=entry.person_id,
            entry_id=entry.id,
            entry_revision=entry.revision,
            ground=ground,
            text=text,
            reference=reference,
            opened_at=now,
            due_on=deadlines.due_on(reference.source, today_in_france(now)),
        )
        if (other := await work.disputes.add(dispute)) is not None:
            raise DisputeOpen(other)
        await work.accesses.record(accesses.opened(dispute, person_id))
        work.emit(disputed(dispute))
        await work.commit()
    return dispute


async def take_back_dispute(
    open_work: OpenWork, clock: Clock, *, person_id: UUID, dispute_id: UUID, etag: str
) -> Dispute:
    """The holder contests the entry no more; done again it changes nothing.

    Raises DisputeNotFound, DisputeClosed when it has ended otherwise.
    """
    now = clock()
    async with open_work(person_id) as work:
        before = await work.disputes.get(dispute_id)
        if before.state is DisputeState.TAKEN_BACK:
            await work.accesses.record(accesses.read_by_holder(person_id, now, str(dispute_id)))
            await work.commit()
            return before
        if not before.state.is_open:
            raise DisputeClosed(dispute_id, before.state.value)
        if before.etag != etag:
            raise EtagStale(dispute_id)
        dispute = before.taken_back(now)
        await work.disputes.save(dispute)
        await work.accesses.record(accesses.taken_back(dispute, person_id, now))
        work.emit(settled(dispute))
        await work.commit()
    return dispute
