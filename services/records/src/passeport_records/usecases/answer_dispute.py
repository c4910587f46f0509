"""A source reads the disputes of the entries that it sent and answers them; an operator does it for one that does not.

Nothing here changes an entry: a correction or a withdrawal is a line of the feed, and ends the dispute by itself
(`settle_disputes`), so that the feeds tell the whole story of an entry, and of the ledger.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from passeport_chassis.clock import Clock
from passeport_records.domain import dispute_accesses as accesses
from passeport_records.domain.batch import Sender
from passeport_records.domain.dispute import Answerer, Dispute, DisputeState, check_text_of, siren_of
from passeport_records.domain.events import settled
from passeport_records.domain.operator import Operator
from passeport_records.errors import DisputeClosed, DisputeNotFound, EtagStale, FieldInvalid
from passeport_records.usecases.dispute_ports import Contested, DisputePage
from passeport_records.usecases.ports import FeedWork, OpenFeedWork

__all__ = [
    "answer_dispute",
    "answer_dispute_by_operator",
    "list_source_disputes",
    "read_dispute_by_operator",
    "read_source_dispute",
]


async def list_source_disputes(
    open_work: OpenFeedWork, clock: Clock, *, sender: Sender, limit: int, after: UUID | None, open_only: bool
) -> DisputePage:
    """One page of the disputes that a partner's organisation is to answer; their holders read that it saw them.

    Once in a day each, however often it asks: a log of hundreds of lines tells a holder nothing.
    """
    async with open_work() as work:
        page = await work.disputes.page(_siren(sender), limit, after, open_only=open_only)
        now = clock()
        told = await work.disputes.listed_since(now - timedelta(days=1), page.disputes, sender)
        fresh = [each for each in page.disputes if each.id not in told]
        await work.accesses.record(*(accesses.listed_to_source(sender, each, now) for each in fresh))
        await work.commit()
    return page


async def read_source_dispute(open_work: OpenFeedWork, clock: Clock, *, sender: Sender, dispute_id: UUID) -> Contested:
    """One of them, with what the holder wrote; from then on he knows that it was read. Raises DisputeNotFound."""
    async with open_work() as work:
        found = await work.disputes.get(_siren(sender), dispute_id)
        now = clock()
        dispute = await _seen(work, found.dispute, clock)
        await work.accesses.record(accesses.seen_by_source(sender, dispute, now))
        await work.commit()
    return Contested(dispute, found.entry)


async def answer_dispute(
    open_work: OpenFeedWork,
    clock: Clock,
    *,
    sender: Sender,
    dispute_id: UUID,
    etag: str,
    state: DisputeState,
    answer: str,
) -> Contested:
    """Accepts a dispute, or refuses it with the reason that the holder reads; the same answer again changes nothing.

    Raises DisputeNotFound, DisputeClosed, FieldInvalid.
    """
    async with open_work() as work:
        found = await work.disputes.get(_siren(sender), dispute_id)
        before = found.dispute
        now = clock()
        if (before.state, before.answer) == (state, answer):
            await work.accesses.record(accesses.seen_by_source(sender, before, now))
            await work.commit()
            return found
        if before.state.is_open and before.etag != etag:
            raise EtagStale(dispute_id)
        dispute = await _answered(work, before, state, Answerer.SOURCE, answer, clock)
        await work.accesses.record(accesses.answered_by_source(sender, dispute, now))
        await work.commit()
    return Contested(dispute, found.entry if dispute.state.is_open else None)


async def read_dispute_by_operator(
    open_work: OpenFeedWork, clock: Clock, operator: Operator, dispute_id: UUID
) -> Contested:
    """What the holder wrote, for an operator who says why he reads it. Raises DisputeNotFound."""
    async with open_work() as work:
        found = await work.disputes.get(None, dispute_id)
        now = clock()
        await work.accesses.record(accesses.read_by_operator(operator, found.dispute, now))
        await work.acts.add(operator.act(str(dispute_id), now))
        await work.commit()
    return found


async def answer_dispute_by_operator(
    open_work: OpenFeedWork, clock: Clock, operator: Operator, dispute_id: UUID, state: DisputeState, answer: str
) -> Dispute:
    """Notes what a source answered otherwise, or what is decided where it does not answer; it is kept as an act.

    Raises DisputeNotFound, DisputeClosed, FieldInvalid.
    """
    async with open_work() as work:
        found = await work.disputes.get(None, dispute_id)
        now = clock()
        dispute = await _answered(work, found.dispute, state, Answerer.OPERATOR, answer, clock)
        await work.accesses.record(accesses.answered_by_operator(operator, dispute, now))
        await work.acts.add(operator.act(str(dispute_id), now))
        await work.commit()
    return dispute


async def _seen(work: FeedWork, before: Dispute, clock: Clock) -> Dispute:
    dispute = before.seen(clock())
    if dispute is not before:
        await work.disputes.save(dispute)
    return dispute


async def _answered(
    work: FeedWork, before: Dispute, state: DisputeState, by: Answerer, answer: str, clock: Clock
) -> Dispute:
    if not before.state.is_open:
        raise DisputeClosed(before.id, before.state.value)
    if violations := [*check_text_of("answer", answer)]:
        raise FieldInvalid(*violations)
    if state is DisputeState.ACCEPTED:
        dispute = before.accepted(by, answer, clock())
    else:
        dispute = before.refused(by, answer, clock())
        work.emit(settled(dispute))
    await work.disputes.save(dispute)
    return dispute


def _siren(sender: Sender) -> str:
    siren = siren_of(sender.organisation)
    if not siren:
        raise DisputeNotFound
    return siren
