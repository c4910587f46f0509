"""A line of a feed that corrects a contested entry, or takes it back, ends the dispute, until that line is undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from passeport_records.domain.dispute import Dispute, DisputeState, is_answered_by
from passeport_records.domain.dispute_accesses import reopened
from passeport_records.domain.dispute_accesses import settled as settling
from passeport_records.domain.entry import EntryState
from passeport_records.domain.events import disputed_again, settled
from passeport_records.domain.harvest import EntryStep, Harvest
from passeport_records.usecases.ports import FeedWork

__all__ = ["reopen_disputes", "settle_disputes"]


async def settle_disputes(work: FeedWork, harvest: Harvest, now: datetime, by: UUID | None) -> None:
    """Ends the disputes that a harvest answers, in its transaction. A chunk that only adds entries asks nothing.

    `by` is the batch of its lines; None: it comes of the undoing of one.
    """
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
        after = dispute.settled(state, now, by)
        await work.disputes.save(after)
        await work.accesses.record(settling(after, now))
        work.emit(settled(after))


async def reopen_disputes(work: FeedWork, harvest: Harvest, now: datetime) -> None:
    """Opens the disputes again that a batch had ended which is undone, where the undoing changes what they are about.

    One whose entry no longer holds stays as it ended; so does one of an entry that is contested anew.
    """
    steps = {step.entry.id: step for step in harvest.steps if step.before and step.entry.state is EntryState.ACTIVE}
    if not steps:
        return
    entries = [(step.entry.person_id, entry_id) for entry_id, step in steps.items()]
    again: set[UUID] = set()
    for dispute in await work.disputes.unsettled_of(entries):
        step = steps[dispute.entry_id]
        if dispute.entry_id in again or not _is_said_again(dispute, step):
            continue
        again.add(dispute.entry_id)
        after = dispute.reopened()
        await work.disputes.save(after)
        await work.accesses.record(reopened(after, now))
        work.emit(disputed_again(after, step.entry))


def _is_said_again(dispute: Dispute, step: EntryStep) -> bool:
    before = step.before
    if before is None or before.entry.state is EntryState.WITHDRAWN:
        return True
    return is_answered_by(dispute, before.entry.content, step.entry.content)


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
