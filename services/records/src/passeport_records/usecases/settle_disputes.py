"""A line of a feed that corrects a contested entry, or takes it back, ends the dispute by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from passeport_records.domain.dispute import Dispute, DisputeState, is_answered_by
from passeport_records.domain.dispute_accesses import settled as settling
from passeport_records.domain.entry import EntryState
from passeport_records.domain.events import settled
from passeport_records.domain.harvest import EntryStep, Harvest
from passeport_records.usecases.ports import FeedWork

__all__ = ["settle_disputes"]


async def settle_disputes(work: FeedWork, harvest: Harvest, now: datetime) -> None:
    """Ends the disputes that a harvest answers, in its transaction. A chunk that only adds entries asks nothing."""
    steps: dict[UUID, list[EntryStep]] = {}
    for step in harvest.steps:
        if step.before is not None:
            steps.setdefault(step.entry.id, []).append(step)
    if not steps:
        return
    entries = [(each[0].entry.person_id, entry_id) for entry_id, each in steps.items()]
    for dispute in await work.disputes.open_of(entries):
        state = _outcome(dispute, steps[dispute.entry_id])
        if state is None:
            continue
        # The same contract under another number: it is contested all the same.
        goes_on = _heir(harvest, dispute.entry_id)
        if goes_on is not None and await work.disputes.move(dispute, goes_on):
            continue
        after = dispute.settled(state, now)
        await work.disputes.save(after)
        await work.accesses.record(settling(after, now))
        work.emit(settled(after))


def _heir(harvest: Harvest, entry_id: UUID) -> UUID | None:
    """The entry that goes on in the stead of another, and of those that did in between in the same chunk."""
    heir, at = None, entry_id
    while (held := harvest.changed.get(at) or harvest.added.get(at)) is not None and held.continued_by is not None:
        heir = at = held.continued_by
    return heir


def _outcome(dispute: Dispute, steps: Sequence[EntryStep]) -> DisputeState | None:
    before, after = steps[0].before, steps[-1].entry
    if after.state is EntryState.WITHDRAWN:
        return DisputeState.WITHDRAWN
    if before is not None and is_answered_by(dispute, before.entry.content, after.content):
        return DisputeState.CORRECTED
    return None
